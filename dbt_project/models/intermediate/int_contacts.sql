with recorded as (
    select * from {{ ref("int_asterisk_contacts") }}
    union all
    select * from {{ ref("int_intercom_contacts") }}
    union all
    select * from {{ ref("int_mapped_contacts") }}
),

cases as (
    select * from {{ ref("int_cases") }}
)

select
    {{ surrogate_key(["recorded.source", "recorded.contact_key"]) }} as contact_id,
    recorded.source,
    recorded.contact_key,
    cases.case_id,
    recorded.started_at,
    recorded.queued_at,
    recorded.answered_at,
    recorded.ended_at,
    recorded.wait_seconds,
    recorded.talk_seconds,
    recorded.hold_seconds,
    recorded.wrapup_seconds,
    recorded.outcome,
    recorded.direction,
    recorded.is_queued,
    recorded.is_transferred,
    recorded.transfer_kind,
    recorded.ring_no_answers,
    recorded.team,
    recorded.agent,
    recorded.channel,
    coalesce(recorded.topic, cases.topic) as topic,
    coalesce(recorded.priority, cases.priority) as priority,
    recorded.customer_key,
    recorded.call_key,
    recorded.order_key,
    recorded.email_key,
    recorded.phone_key,
    recorded.resolved_in_contact,
    recorded.follow_up_needed
from recorded
left join cases on recorded.case_id = cases.case_id
