with

rejects as (
    select
        *,
        row_number() over (
            partition by file_id, source, stream
            order by record, line, byte, column_name, reason
        ) as reject_no
    from {{ ref('stg_ledger__rejects') }}
),

numbered as (
    select
        {{ surrogate_key(['file_id', 'source', 'stream', 'reject_no']) }} as reject_id,
        file_id,
        source,
        stream,
        file_name,
        record,
        line,
        byte,
        column_name,
        reason,
        rejected_at
    from rejects
)

select * from numbered
order by rejected_at, file_name, source, stream, record, reject_id
