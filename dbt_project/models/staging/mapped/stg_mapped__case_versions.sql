-- A file of snapshots holds many rows of a case, all of them worth keeping. The same snapshot in two
-- overlapping exports is one; that it says the same is the only sign, as not every source numbers its
-- updates.
with records as (
    select
        *,
        {{ surrogate_key([
            "opened_at", "first_response_at", "resolved_at", "closed_at", "status", "team", "agent",
            "resolver", "channel", "topic", "priority", "reopen_count", "reassignment_count", "is_escalated",
            "sla_met", "is_complaint", "complaint_timely", "complaint_outcome", "is_compensated",
            "compensation_amount", "complaint_decision", "policy_eligible", "compensation_approved_by",
            "received_at", "confirmation_sent_at", "callback_promised_at", "callback_done_at",
            "callback_reached", "resolved_in_contact", "follow_up_needed", "supervisor_requested",
            "escalation_reason", "escalation_accepted", "order_number", "reply_count", "merged_into_key",
            "followup_of_key",
        ]) }} as content_key
    from {{ source("mapped", "cases") }}
),

versions as (
    {{ ranked_versions("records", ["source", "key", "event_no", "event_at", "content_key"]) }}
),

renamed as (
    select
        source,
        key as case_key,
        nullif(team, '') as team_key,
        nullif(agent, '') as agent_account,
        nullif(resolver, '') as resolver_account,
        customer as customer_key,
        order_number as order_key,
        merged_into_key,
        followup_of_key,

        grain,
        status,
        channel,
        topic,
        priority,
        complaint_outcome,
        complaint_decision,
        compensation_approved_by,
        escalation_reason,

        event_no as update_no,
        reopen_count,
        reassignment_count,
        reply_count,
        compensation_amount,

        is_escalated,
        sla_met,
        is_complaint,
        complaint_timely,
        policy_eligible,
        is_compensated,
        callback_reached,
        resolved_in_contact,
        follow_up_needed,
        supervisor_requested,
        escalation_accepted,

        event_at,
        received_at,
        opened_at,
        first_response_at,
        resolved_at,
        closed_at,
        sla_due_at,
        confirmation_sent_at,
        callback_promised_at,
        callback_done_at,

        row_number() over updates as version_no,
        lead(key) over updates is null as is_newest
    from versions
    where version_rank = 1
    window updates as (
        partition by source, key
        order by event_no nulls first, event_at nulls first, _row, _file_id
    )
)

select * from renamed
