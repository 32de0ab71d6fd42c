with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

events as (
    select * from {{ ref('int_case_events') }}
    where
        event_type in ('created', 'customer_message')
        or (event_type = 'public_reply' and actor_kind = 'agent')
),

human_clocks as (
    select * from {{ ref('int_human_clocks') }}
),

-- Where no words are recorded in any case, nobody knows who waits for an answer.
conversing_sources as (
    select distinct source
    from events
    where event_type <> 'created'
),

-- Who is with a bot does not wait for a person yet; from the handover on, what was asked before counts as open.
said as (
    select
        events.case_id,
        events.event_no,
        events.event_type = 'public_reply' as is_reply,
        events.event_type = 'created' as is_opening,
        case
            when events.event_type = 'created' and human_clocks.case_id is not null then human_clocks.human_clock_from
            else events.event_at
        end as said_at,
        case when events.event_type = 'public_reply' then coalesce(events.actor, events.agent) end as replying_agent,
        case when events.event_type = 'public_reply' then events.team end as replying_team
    from events
    inner join cases on events.case_id = cases.case_id
    inner join conversing_sources on events.source = conversing_sources.source
    left join human_clocks on events.case_id = human_clocks.case_id
    where
        (events.event_type <> 'created' or coalesce(cases.created_origin, '') <> 'agent')
        and (
            human_clocks.case_id is null
            or events.event_type = 'public_reply'
            or (events.event_type = 'created' and human_clocks.human_clock_from is not null)
            or events.event_at >= human_clocks.human_clock_from
        )
),

-- All that a customer says until somebody answers is one turn.
numbered as (
    select
        *,
        coalesce(
            sum(case when is_reply then 1 else 0 end) over (
                partition by case_id order by event_no rows between unbounded preceding and 1 preceding
            ), 0
        ) as replies_before
    from said
),

turns as (
    select
        case_id,
        cast(replies_before + 1 as bigint) as turn_no,
        min(case when not is_reply then said_at end) as asked_at,
        min(case when is_reply then said_at end) as replied_at,
        max(replying_agent) as replying_agent,
        max(replying_team) as replying_team,
        max(case when is_opening then 1 else 0 end) = 1 as is_opening
    from numbered
    group by case_id, replies_before
),

dated as (
    select
        *,
        case when replied_at >= asked_at then asked_at end as started_at,
        case when replied_at >= asked_at then replied_at end as ended_at
    from turns
    where asked_at is not null
),

placed as (
    {{ in_case_clocks("dated") }}
),

read as (
    {{ case_readings("placed") }}
)

select
    case_id,
    turn_no,
    asked_at,
    replied_at,
    replying_agent,
    replying_team,
    is_opening,
    {{ seconds_between('started_at', 'ended_at') }} as reply_seconds,
    {{ business_seconds_cumulative() }} as reply_business_seconds
from read
