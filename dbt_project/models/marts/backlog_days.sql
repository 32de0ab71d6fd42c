with

dated_sources as (
    select
        source,
        {{ local_date('latest_at') }} as own_latest_on,
        max({{ local_date('latest_at') }}) over () as newest_on
    from {{ ref('int_source_coverage') }}
),

-- A source that has been quiet for up to a week stands still, so its open cases are carried to the day of the
-- newest data; after a longer silence its files have ended, and what became of its cases is not known.
coverage as (
    select
        source,
        case
            when {{ dbt.datediff('own_latest_on', 'newest_on', 'day') }} <= 7 then newest_on
            else own_latest_on
        end as latest_on
    from dated_sources
),

intervals as (
    select
        case_id,
        {{ local_date('open_from') }} as first_on,
        {{ local_date('open_to') }} as left_on
    from {{ ref('int_open_intervals') }}
),

-- A case counts on the days at whose end it is open: from the day it opens to the day before it leaves.
spells as (
    select
        intervals.first_on,
        coalesce(
            intervals.left_on, cast({{ dbt.dateadd('day', 1, 'coverage.latest_on') }} as date)
        ) as left_on,
        {{ dimensions('cases') }},
        count(*) as open_cases
    from intervals
    inner join {{ ref('int_cases') }} as cases on intervals.case_id = cases.case_id
    left join coverage on cases.source = coverage.source
    where
        cases.exclusion is null
        and (intervals.left_on is null or intervals.left_on > intervals.first_on)
    group by 1, 2, 3, 4, 5, 6, 7, 8
),

spell_days as (
    {{ each_day('spells') }}
),

counted as (
    select
        date_day as backlog_on,
        team,
        channel,
        agent,
        topic,
        priority,
        source,
        sum(open_cases) as open_cases
    from spell_days
    group by date_day, team, channel, agent, topic, priority, source
),

spans as (
    select
        spells.source,
        min(spells.first_on) as first_on,
        cast({{ dbt.dateadd('day', 1, 'max(coverage.latest_on)') }} as date) as left_on
    from spells
    inner join coverage on spells.source = coverage.source
    group by spells.source
),

span_days as (
    {{ each_day('spans') }}
),

-- A day on which nothing is open is a zero, not a gap, or the last day of a month would be an earlier one.
empty_days as (
    select
        span_days.date_day as backlog_on,
        'not recorded' as team,
        'not recorded' as channel,
        'not recorded' as agent,
        'not recorded' as topic,
        'not recorded' as priority,
        span_days.source,
        0 as open_cases
    from span_days
    left join counted on span_days.date_day = counted.backlog_on and span_days.source = counted.source
    where counted.source is null
),

all_days as (
    select * from counted
    union all
    select * from empty_days
),

-- Numbered, not hashed: the fact is as long as all open cases of all days, and hashes do not compress.
keyed as (
    select
        row_number() over (
            order by backlog_on, team, channel, agent, topic, priority, source
        ) as backlog_day_id,
        backlog_on,
        team,
        channel,
        agent,
        topic,
        priority,
        source,
        cast(open_cases as bigint) as open_cases
    from all_days
)

select * from keyed
order by backlog_day_id
