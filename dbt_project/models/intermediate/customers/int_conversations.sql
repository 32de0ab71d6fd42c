with legs as (
    select * from {{ ref("int_conversation_legs") }}
),

gathered as (
    select
        *,
        min(contacted_at) over conversation as begun_at,
        max(coalesce(ended_at, answered_at, contacted_at)) over conversation as finished_at,
        max(survivor_case_id) over conversation as case_of_any_leg,
        max(case when is_transferred then 1 when not is_transferred then 0 end) over conversation
            as transferred,
        sum(case when is_handled then 1 else 0 end) over conversation as handled_legs
    from legs
    window conversation as (partition by conversation_id)
)

select
    contact_id,
    contact_key,
    source,
    coalesce(survivor_case_id, case_of_any_leg) as case_id,
    customer,
    begun_at as contacted_at,
    finished_at as ended_at,
    is_outbound,
    is_handled,
    coalesce(outcome in ('abandoned', 'overflow', 'callback', 'failed'), false) as is_unanswered,
    case when handled_legs > 1 then true else transferred = 1 end as is_transferred,
    resolved_in_contact,
    follow_up_needed,
    channel,
    coalesce(channel in ('phone', 'chat', 'messaging', 'in_person', 'video'), false) as is_spoken,
    topic,
    priority,
    team,
    agent
from gathered
where contact_id = conversation_id
