-- A survey that names a contact is about that call, in all its parts; any other is about its case, up to the
-- moment it was sent.
with surveys as (
    select
        response_id,
        source,
        case_id,
        contact_id,
        agent,
        team,
        coalesce(sent_at, answered_at) as asked_at
    from {{ ref("int_survey_responses") }}
    where kind is null or kind = 'csat'
),

legs as (
    select
        *,
        coalesce(call_key, contact_id) as whole_key,
        talk_seconds + coalesce(hold_seconds, 0) + coalesce(wrapup_seconds, 0) as seconds
    from {{ ref("int_contacts") }}
    where outcome = 'answered'
),

holdings as (
    select * from {{ ref("int_case_holdings") }}
    where agent is not null
),

replies as (
    select * from {{ ref("int_case_events") }}
    where event_type = 'public_reply' and actor_kind = 'agent'
),

resolutions as (
    select * from {{ ref("int_case_resolutions") }}
),

asked_of_call as (
    select
        surveys.response_id,
        legs.source,
        legs.whole_key,
        legs.agent,
        legs.team
    from surveys
    inner join legs on surveys.contact_id = legs.contact_id
),

asked_of_case as (
    select surveys.*
    from surveys
    left join asked_of_call on surveys.response_id = asked_of_call.response_id
    where surveys.case_id is not null and asked_of_call.response_id is null
),

involvements as (
    select
        response_id,
        agent,
        team,
        cast(null as double) as seconds,
        1 as is_named,
        0 as is_closer,
        0 as is_at_work
    from surveys
    union all
    select
        response_id,
        agent,
        team,
        null as seconds,
        0 as is_named,
        1 as is_closer,
        1 as is_at_work
    from asked_of_call
    union all
    select
        asked_of_case.response_id,
        coalesce(resolutions.last_agent, asked_of_case.agent) as agent,
        coalesce(resolutions.last_team, asked_of_case.team) as team,
        null as seconds,
        0 as is_named,
        1 as is_closer,
        1 as is_at_work
    from asked_of_case
    left join resolutions on asked_of_case.case_id = resolutions.case_id
    union all
    select
        asked_of_call.response_id,
        legs.agent,
        legs.team,
        legs.seconds,
        0 as is_named,
        0 as is_closer,
        1 as is_at_work
    from asked_of_call
    inner join legs on asked_of_call.source = legs.source and asked_of_call.whole_key = legs.whole_key
    where legs.agent is not null
    union all
    select
        asked_of_case.response_id,
        holdings.agent,
        holdings.team,
        case
            when asked_of_case.asked_at is null or holdings.held_to <= asked_of_case.asked_at
                then holdings.held_seconds
            else {{ seconds_between("holdings.held_from", "asked_of_case.asked_at") }}
        end as seconds,
        0 as is_named,
        0 as is_closer,
        1 as is_at_work
    from asked_of_case
    inner join holdings on asked_of_case.case_id = holdings.case_id
    where asked_of_case.asked_at is null or holdings.held_from < asked_of_case.asked_at
    union all
    select
        asked_of_case.response_id,
        replies.actor as agent,
        replies.team,
        null as seconds,
        0 as is_named,
        0 as is_closer,
        1 as is_at_work
    from asked_of_case
    inner join replies on asked_of_case.case_id = replies.case_id
    where asked_of_case.asked_at is null or replies.event_at < asked_of_case.asked_at
)

select
    response_id,
    agent,
    max(case when is_named = 1 then team end) as named_team,
    max(team) as team,
    sum(seconds) as seconds,
    max(is_named) = 1 as is_named,
    max(is_closer) = 1 as is_closer,
    max(is_at_work) = 1 as is_at_work
from involvements
group by response_id, agent
