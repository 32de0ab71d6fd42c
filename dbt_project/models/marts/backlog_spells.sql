with

coverage as (
    select * from {{ ref('int_source_ends') }}
),

spans as (
    select
        case_id,
        span_no,
        team,
        agent,
        priority,
        {{ local_date('starts_at') }} as first_on,
        {{ local_date('ends_at') }} as left_on
    from {{ ref('int_case_spans') }}
    where not is_done
),

cases as (
    select
        case_id,
        case_key,
        source,
        channel,
        topic
    from {{ ref('int_cases') }}
    where exclusion is null
),

-- A case counts for its holder on the days at whose end it is open and held: from the day the span begins to the
-- day before it ends.
spells as (
    select
        spans.case_id || '-' || cast(spans.span_no as string) as spell_id,
        spans.case_id,
        cases.case_key,
        spans.first_on,
        coalesce(spans.left_on, cast({{ dbt.dateadd('day', 1, 'coverage.latest_on') }} as date)) as left_on,
        {{ recorded('spans.team') }} as team,
        {{ recorded('cases.channel') }} as channel,
        {{ recorded('spans.agent') }} as agent,
        {{ recorded('cases.topic') }} as topic,
        {{ recorded('spans.priority') }} as priority,
        cases.source
    from spans
    inner join cases on spans.case_id = cases.case_id
    left join coverage on cases.source = coverage.source
    where spans.left_on is null or spans.left_on > spans.first_on
)

select * from spells
where left_on > first_on
order by first_on, team, channel, agent, spell_id
