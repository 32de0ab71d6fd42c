with surveys as (
    select * from {{ ref("stg_surveys__responses") }}
),

mapped as (
    select * from {{ ref("stg_mapped__survey_answers") }}
),

contact_references as (
    select * from {{ ref("int_contact_references") }}
),

tickets as (
    select * from {{ ref("stg_zendesk__tickets") }}
),

conversations as (
    select * from {{ ref("stg_intercom__conversations") }}
),

solutions as (
    select
        case_id,
        max(event_at) as solved_at
    from {{ ref("int_case_events") }}
    where event_type = 'status' and to_value = 'solved'
    group by case_id
),

-- A ticket does not say when its survey left; what sends it is the solution.
ticket_ratings as (
    select
        tickets.source,
        'zendesk:' || tickets.ticket_id as response_key,
        {{ surrogate_key(["tickets.source", "tickets.ticket_id"]) }} as case_id,
        tickets.satisfaction_score as rating
    from tickets
    where
        tickets.satisfaction_score = 'offered'
        or tickets.satisfaction_score like 'good%'
        or tickets.satisfaction_score like 'bad%'
)

select
    surveys.source,
    surveys.response_id as response_key,
    coalesce({{ key_if_present(["'zendesk'", "surveys.ticket_id"]) }}, contact_references.case_id) as case_id,
    contact_references.contact_id,
    surveys.sent_at,
    surveys.answered_at,
    surveys.score,
    surveys.scale_min,
    surveys.scale_max,
    surveys.kind,
    surveys.instrument_version,
    surveys.is_resolved,
    surveys.team_key,
    surveys.agent_account,
    surveys.channel,
    surveys.topic
from surveys
left join contact_references on surveys.contact_key = contact_references.reference
union all
select
    mapped.source,
    mapped.response_key,
    {{ key_if_present(["mapped.source", "mapped.case_key"]) }} as case_id,
    {{ key_if_present(["mapped.source", "mapped.contact_key"]) }} as contact_id,
    mapped.sent_at,
    mapped.answered_at,
    mapped.score,
    mapped.scale_min,
    mapped.scale_max,
    mapped.kind,
    mapped.instrument_version,
    mapped.is_resolved,
    mapped.team_key,
    mapped.agent_account,
    mapped.channel,
    mapped.topic
from mapped
union all
select
    ticket_ratings.source,
    ticket_ratings.response_key,
    ticket_ratings.case_id,
    null as contact_id,
    solutions.solved_at as sent_at,
    null as answered_at,
    case
        when ticket_ratings.rating like 'good%' then 1
        when ticket_ratings.rating like 'bad%' then 0
    end as score,
    0 as scale_min,
    1 as scale_max,
    'csat' as kind,
    null as instrument_version,
    null as is_resolved,
    null as team_key,
    null as agent_account,
    null as channel,
    null as topic
from ticket_ratings
left join solutions on ticket_ratings.case_id = solutions.case_id
union all
select
    conversations.source,
    'intercom:' || conversations.conversation_id as response_key,
    {{ surrogate_key(["conversations.source", "conversations.conversation_id"]) }} as case_id,
    null as contact_id,
    conversations.rating_asked_at as sent_at,
    null as answered_at,
    conversations.rating as score,
    1 as scale_min,
    5 as scale_max,
    'csat' as kind,
    null as instrument_version,
    null as is_resolved,
    null as team_key,
    conversations.rated_admin_id as agent_account,
    null as channel,
    null as topic
from conversations
where conversations.rating_asked_at is not null or conversations.rating is not null
