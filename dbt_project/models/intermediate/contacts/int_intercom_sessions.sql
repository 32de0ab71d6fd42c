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

-- Each closing ends a session; what comes after it belongs to the next.
numbered as (
    select
        events.*,
        cases.channel,
        cases.created_origin,
        coalesce(
            sum(case when events.event_type = 'status' and {{ is_done("events.to_value") }} then 1 else 0 end) over (
                partition by events.case_id order by events.event_no
                rows between unbounded preceding and 1 preceding
            ), 0
        ) + 1 as session_no,
        events.event_type = 'public_reply' and events.actor_kind = 'agent' as is_reply,
        events.event_type in ('created', 'customer_message')
        or (events.event_type = 'status' and events.to_value = 'open') as is_start,
        events.event_type = 'status' and {{ is_done("events.to_value") }} as is_end
    from events
    inner join cases on events.case_id = cases.case_id
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
        min_by(coalesce(actor, agent), event_no) filter (where is_reply) as agent,
        min_by(team, event_no) filter (where is_reply) as replying_team,
        max_by(team, event_no) filter (where team is not null) as holding_team
    from numbered
    group by case_id, session_no
)

select
    case_id,
    source,
    channel,
    cast(session_no as bigint) as session_no,
    started_at,
    answered_at,
    ended_at,
    case when session_no = 1 and created_origin in ('agent', 'automation') then 'outbound' else 'inbound' end
        as direction,
    case
        when answered_at is not null then 'answered'
        when ended_at is not null then 'abandoned'
    end as outcome,
    {{ seconds_between("started_at", "coalesce(answered_at, ended_at)") }} as wait_seconds,
    -- Only a chat occupies an agent from the first word to the last; messages come and go.
    case when channel = 'chat' then {{ seconds_between("answered_at", "ended_at") }} end as talk_seconds,
    replying_agents > 1 as is_transferred,
    coalesce(replying_team, holding_team) as team,
    agent
from sessions
where started_at is not null
