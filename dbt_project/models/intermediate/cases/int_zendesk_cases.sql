with tickets as (
    select * from {{ ref("stg_zendesk__tickets") }}
),

survivors as (
    select * from {{ ref("int_zendesk_merges") }}
),

classified as (
    select
        tickets.*,
        survivors.merged_into_key,
        coalesce(
            survivors.ticket_id is not null or {{ json_array_has("tickets.tags", "closed_by_merge") }}, false
        ) as is_merged
    from tickets
    left join survivors on tickets.source = survivors.source and tickets.ticket_id = survivors.ticket_id
)

select
    source,
    ticket_id as case_key,
    external_id as external_key,
    created_at as opened_at,
    case when is_merged and status <> 'deleted' then 'merged' else status end as status,
    coalesce(declared_channel, via_channel) as channel,
    topic,
    priority,
    group_id as team_key,
    assignee_id as agent_account,
    cast(null as string) as resolver_account,
    requester_key as customer_key,
    -- Without a history, who entered the ticket for somebody else is taken for an agent.
    case when submitter_key = requester_key then 'customer' when submitter_key is not null then 'agent' end
        as created_origin,
    cast(null as {{ type_instant() }}) as first_response_at,
    cast(null as {{ type_instant() }}) as resolved_at,
    cast(null as {{ type_instant() }}) as closed_at,
    cast(null as bigint) as reopen_count,
    cast(null as bigint) as reassignment_count,
    cast(null as boolean) as is_escalated,
    cast(null as boolean) as sla_met,
    cast(null as {{ type_instant() }}) as sla_due_at,
    is_complaint,
    cast(null as boolean) as complaint_timely,
    policy_outcome as complaint_outcome,
    policy_eligible,
    case
        when policy_outcome in ('fee_reversal', 'replacement', 'goodwill') then true
        when compensation_amount > 0 then true
        when policy_outcome is not null then false
    end as is_compensated,
    compensation_amount,
    compensation_approved_by,
    complaint_decision,
    received_at,
    confirmation_sent_at,
    callback_promised_at,
    callback_done_at,
    callback_reached,
    resolved_in_contact,
    follow_up_needed,
    supervisor_requested,
    escalation_reason,
    escalation_accepted,
    order_key,
    cast(null as string) as other_customer_key,
    cast(null as bigint) as reply_count,
    merged_into_key,
    case when via_rel = 'follow_up' then via_ticket_id end as followup_of_key,
    updated_at as last_seen_at
from classified
