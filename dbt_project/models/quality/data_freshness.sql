with

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

loads as (
    select
        source,
        max(loaded_at) as loaded_at
    from {{ ref('stg_ledger__files') }}
    where status = 'loaded'
    group by source
),

freshness as (
    select
        coverage.source,
        coverage.earliest_at,
        coverage.latest_at,
        loads.loaded_at
    from coverage
    left join loads on coverage.source = loads.source
)

select * from freshness
order by source
