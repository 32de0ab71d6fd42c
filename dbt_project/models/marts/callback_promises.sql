with

promises as (
    select * from {{ ref('int_cases') }}
    where exclusion is null and callback_promised_at is not null
),

spans as (
    select * from {{ ref('int_case_spans') }}
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

-- A source that never notes a call back cannot say that one was missed, nor whom it reached.
noting_sources as (
    select
        source,
        max(case when callback_done_at is not null then 1 else 0 end) as notes_attempts,
        max(case when callback_reached is not null then 1 else 0 end) as notes_reached
    from promises
    group by source
),

-- Whoever had the case when the call was due could still make it; a case that was over by then stays with its
-- last holder, one that was not open yet goes to its first.
ranked as (
    select
        promises.case_id,
        spans.team,
        spans.agent,
        row_number() over (
            partition by promises.case_id
            order by
                case when spans.starts_at <= promises.callback_promised_at then 0 else 1 end asc,
                case when spans.starts_at <= promises.callback_promised_at then spans.span_no end desc,
                spans.span_no asc
        ) as holder_rank
    from promises
    inner join spans on promises.case_id = spans.case_id
),

judged as (
    select
        promises.*,
        noting_sources.notes_reached,
        case when ranked.case_id is not null then ranked.team else promises.team end as holding_team,
        case when ranked.case_id is not null then ranked.agent else promises.agent end as holder,
        case
            when noting_sources.notes_attempts = 0 then null
            when promises.callback_done_at <= promises.callback_promised_at then true
            when promises.callback_done_at > promises.callback_promised_at then false
            when coverage.latest_at > promises.callback_promised_at then false
        end as is_kept
    from promises
    inner join noting_sources on promises.source = noting_sources.source
    left join coverage on promises.source = coverage.source
    left join ranked on promises.case_id = ranked.case_id and ranked.holder_rank = 1
),

callbacks as (
    select
        case_id,
        case_key,
        callback_promised_at as promised_at,
        {{ local_date('callback_promised_at') }} as promised_on,
        callback_done_at as called_at,
        {{ dimensions('judged', team='holding_team', agent='holder') }},
        is_kept,
        case
            when notes_reached = 0 or is_kept is null then null
            when callback_done_at is null then false
            else callback_reached
        end as is_reached,
        not is_kept and callback_done_at is null as is_overdue,
        case when not is_kept then {{ seconds_between('callback_promised_at', 'callback_done_at') }} end
            as delay_seconds
    from judged
)

select * from callbacks
order by promised_on, team, channel, agent, case_id
