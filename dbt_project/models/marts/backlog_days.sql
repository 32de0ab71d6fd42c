with

-- Cases of one kind that come and go together are counted once, before days are made of them.
spells as (
    select
        first_on,
        left_on,
        team,
        channel,
        agent,
        topic,
        priority,
        source,
        count(*) as open_cases
    from {{ ref('backlog_spells') }}
    group by first_on, left_on, team, channel, agent, topic, priority, source
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
    inner join {{ ref('int_source_ends') }} as coverage on spells.source = coverage.source
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
