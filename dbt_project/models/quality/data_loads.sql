with

files as (
    select * from {{ ref('stg_ledger__files') }}
),

loads as (
    select
        {{ surrogate_key(['file_id', 'source', 'stream', 'dialect']) }} as load_id,
        file_id,
        source,
        stream,
        dialect,
        file_name,
        status,
        reason,
        assumptions,
        bytes,
        records,
        loaded,
        rejected,
        earliest_at,
        latest_at,
        loaded_at
    from files
)

select * from loads
order by loaded_at, file_name, source, stream
