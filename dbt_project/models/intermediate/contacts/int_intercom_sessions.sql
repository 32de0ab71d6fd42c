with cases as (
    select
        cases.case_id,
        cases.channel,
        cases.created_origin
    from {{ ref("int_cases") }} as cases
    inner join {{ ref("int_intercom_cases") }} as conversations
        on cases.source = conversations.source and cases.case_key = conversations.case_key
    where cases.channel in ('chat', 'messaging')
),

events as (
    select * from {{ ref("int_case_events") }}
),

marked as (
    select
        events.*,
        cases.channel,
        cases.created_origin,
        events.event_type = 'public_reply' as is_reply,
        events.event_type in ('created', 'customer_message')
        or (events.event_type = 'status' and events.to_value = 'open') as is_start,
        events.event_type = 'status' and {{ is_done("events.to_value") }} as is_end,
        events.event_type = 'public_reply'
        or (events.event_type in ('team', 'agent') and events.to_value is not null) as is_for_people
    from events
    inner join cases on events.case_id = cases.case_id
),

-- Each closing ends a session; what comes after it belongs to the next.
numbered as (
    select
        *,
        1 + coalesce(
            sum(case when is_end then 1 else 0 end) over (
                partition by case_id order by event_no rows between unbounded preceding and 1 preceding
            ), 0
        ) as session_no
    from marked
),

sessions as (
    select
        case_id,
        session_no,
        max(source) as source,
        max(channel) as channel,
        max(created_origin) as created_origin,
        min(case when is_start then event_at end) as started_at,
        min(case when is_reply then event_at end) as answered_at,
        max(case when is_end then event_at end) as ended_at,
        count(distinct case when is_reply then actor end) as replying_agents,
        min_by(coalesce(actor, agent), case when is_reply then event_no end) as agent,
        min_by(team, case when is_reply then event_no end) as replying_team,
        max_by(team, case when team is not null then event_no end) as holding_team,
        max(case when event_type = 'bot_reply' then 1 else 0 end) = 1
        and max(case when is_end and actor_kind = 'bot' then 1 else 0 end) = 1
        and max(case when is_for_people then 1 else 0 end) = 0 as is_bot_alone
    from numbered
    group by case_id, session_no
),

-- What a bot answers and closes before any team has it stands in no queue, and nobody left it.
with_people as (
    select
        *,
        min(case when not is_bot_alone then session_no end) over (partition by case_id) as first_with_people
    from sessions
),

-- In the first session of a chat with people the customer sits there and waits. Who takes a chat up again
-- later, and who writes messages, comes and goes.
directed as (
    select
        *,
        channel = 'chat' and session_no = first_with_people as is_live,
        session_no = 1 and coalesce(created_origin in ('agent', 'automation'), false) as is_outbound
    from with_people
    where started_at is not null
)

select
    case_id,
    source,
    channel,
    cast(session_no as bigint) as session_no,
    coalesce(is_live and not is_outbound, false) as is_queued,
    started_at,
    answered_at,
    ended_at,
    case when is_outbound then 'outbound' else 'inbound' end as direction,
    case
        when answered_at is not null then 'answered'
        when ended_at is not null and not is_bot_alone then 'abandoned'
    end as outcome,
    {{ seconds_between("started_at", "coalesce(answered_at, ended_at)") }} as wait_seconds,
    case when is_live then {{ seconds_between("answered_at", "ended_at") }} end as talk_seconds,
    replying_agents > 1 as is_transferred,
    coalesce(replying_team, holding_team) as team,
    agent
from directed
