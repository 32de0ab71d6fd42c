-- What the marts leave out, the findings count: together they are all cases of a source.
with

recorded as (
    select
        source,
        count(*) as cases
    from {{ ref('int_cases') }}
    group by source
),

opened as (
    select
        source,
        count(*) as cases
    from {{ ref('case_openings') }}
    group by source
),

excluded as (
    select
        source,
        sum(records) as cases
    from {{ ref('data_findings') }}
    where rule in ('case_deleted', 'case_merged', 'case_spam', 'case_ignored')
    group by source
)

select recorded.source
from recorded
left join opened on recorded.source = opened.source
left join excluded on recorded.source = excluded.source
where recorded.cases <> coalesce(opened.cases, 0) + coalesce(excluded.cases, 0)
