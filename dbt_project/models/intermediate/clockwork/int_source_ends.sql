with

dated_sources as (
    select
        source,
        {{ local_date('latest_at') }} as own_latest_on,
        max({{ local_date('latest_at') }}) over () as newest_on
    from {{ ref('int_source_coverage') }}
)

-- A source that has been quiet for up to a week stands still, so its open cases are carried to the day of the
-- newest data; after a longer silence its files have ended, and what became of its cases is not known.
select
    source,
    case
        when {{ dbt.datediff('own_latest_on', 'newest_on', 'day') }} <= 7 then newest_on
        else own_latest_on
    end as latest_on
from dated_sources
