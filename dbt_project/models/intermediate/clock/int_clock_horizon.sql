with instants as (
    select
        min(opened_at) as earliest_at,
        max(greatest(opened_at, last_seen_at)) as latest_at
    from {{ ref("int_cases") }}
    union all
    select
        min(event_at) as earliest_at,
        max(event_at) as latest_at
    from {{ ref("int_case_events") }}
    union all
    select
        min(coalesce(queued_at, started_at)) as earliest_at,
        max(coalesce(ended_at, queued_at, started_at)) as latest_at
    from {{ ref("int_contacts") }}
    union all
    select
        earliest_at,
        latest_at
    from {{ ref("int_source_coverage") }}
)

-- What is promised on the last day of the data falls due after it.
select
    cast({{ dbt.dateadd("day", -7, utc_date("min(earliest_at)")) }} as date) as first_on,
    cast({{ dbt.dateadd("day", 91, utc_date("max(latest_at)")) }} as date) as left_on
from instants
