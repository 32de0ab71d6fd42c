{%- set before = (
    "partition by events.case_id order by events.event_no rows between unbounded preceding and 1 preceding"
) -%}
with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

events as (
    select
        *,
        event_type = 'public_reply' and actor_kind = 'agent' as is_reply,
        event_type in ('public_reply', 'private_note') and actor_kind = 'agent' as is_work,
        case
            when event_type = 'public_reply' and actor_kind = 'agent' then 'reply'
            when event_type = 'customer_message' then 'message'
        end as said_by
    from {{ ref('int_case_events') }}
),

-- Where no words are recorded in any case, none are known of the others; the same goes for holders.
telling_sources as (
    select
        source,
        max(case when said_by is not null then 1 else 0 end) = 1 as tells_words,
        max(case when agent is not null then 1 else 0 end) = 1 as tells_agents,
        max(case when team is not null then 1 else 0 end) = 1 as tells_teams
    from events
    group by source
),

followed as (
    select
        events.case_id,
        events.event_type,
        events.is_work,
        events.actor,
        events.team,
        events.agent,
        -- The words with which an agent opens a case answer nobody.
        events.is_reply and (coalesce(cases.created_origin, '') <> 'agent' or events.event_at > cases.opened_at)
            as is_reply,
        coalesce(cases.channel in ('chat', 'messaging'), false) as is_conversation,
        coalesce({{ last_known("events.said_by", "(" ~ before ~ ")") }}, 'nobody') as said_before_by,
        {{ last_known("events.team", "(" ~ before ~ ")") }} as previous_team,
        {{ last_known("events.agent", "(" ~ before ~ ")") }} as previous_agent
    from events
    inner join cases on events.case_id = cases.case_id
),

-- In a conversation that goes to and fro, several messages of an agent in a row are one reply.
counted as (
    select
        case_id,
        sum(case when is_reply then 1 else 0 end) as public_reply_count,
        sum(case when is_reply and not (is_conversation and said_before_by = 'reply') then 1 else 0 end)
            as agent_reply_count,
        sum(case when is_work then 1 else 0 end) as work_count,
        sum(case when event_type = 'customer_message' then 1 else 0 end) as customer_message_count,
        count(distinct case when is_work then actor end) as teammate_count,
        sum(case when team is not null and (team is distinct from previous_team) then 1 else 0 end) as group_stations,
        sum(case when agent is not null and (agent is distinct from previous_agent) then 1 else 0 end)
            as assignee_stations
    from followed
    group by case_id
),

calls as (
    select
        case_id,
        count(*) as call_count
    from {{ ref('int_contacts') }}
    where outcome = 'answered' and channel = 'phone' and case_id is not null
    group by case_id
)

select
    cases.case_id,
    case when telling_sources.tells_words then counted.public_reply_count else cases.recorded_reply_count end
        as public_reply_count,
    case when telling_sources.tells_words then counted.agent_reply_count else cases.recorded_reply_count end
        as agent_reply_count,
    case when telling_sources.tells_words then counted.work_count + coalesce(calls.call_count, 0) end as touch_count,
    case when telling_sources.tells_words then counted.customer_message_count end as customer_message_count,
    case when telling_sources.tells_words then counted.teammate_count end as teammate_count,
    case when telling_sources.tells_teams then counted.group_stations end as group_stations,
    case when telling_sources.tells_agents then counted.assignee_stations end as assignee_stations
from cases
left join counted on cases.case_id = counted.case_id
left join telling_sources on cases.source = telling_sources.source
left join calls on cases.case_id = calls.case_id
