with sessions as (
    select * from {{ ref("int_intercom_sessions") }}
),

cases as (
    select * from {{ ref("int_cases") }}
)

select
    sessions.source,
    cases.case_key || '#' || cast(sessions.session_no as string) as contact_key,
    sessions.case_id,
    sessions.started_at,
    case when sessions.is_queued then sessions.started_at end as queued_at,
    sessions.answered_at,
    sessions.ended_at,
    sessions.wait_seconds,
    sessions.talk_seconds,
    cast(null as double) as hold_seconds,
    cast(null as double) as wrapup_seconds,
    sessions.outcome,
    sessions.direction,
    sessions.channel,
    sessions.is_queued,
    sessions.is_transferred,
    cast(null as string) as transfer_kind,
    cast(null as bigint) as ring_no_answers,
    coalesce(sessions.team, cases.team) as team,
    sessions.agent,
    cases.topic,
    cases.priority,
    cases.customer_key,
    cast(null as string) as call_key,
    cast(null as string) as order_key,
    cast(null as string) as email_key,
    cast(null as string) as phone_key,
    cast(null as boolean) as resolved_in_contact,
    cast(null as boolean) as follow_up_needed
from sessions
inner join cases on sessions.case_id = cases.case_id
