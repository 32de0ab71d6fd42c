with versions as (
    {{ ranked_versions(
        source("zendesk", "tickets"),
        ["source", "ticket_id"], ["generated_timestamp", "updated_at"]
    ) }}
),

renamed as (
    select
        source,
        ticket_id,
        external_id,
        requester_id as requester_key,
        submitter_id as submitter_key,
        assignee_id,
        group_id,
        organization_id,
        problem_id,
        via_ticket_id,
        field_order_number as order_key,

        via_channel,
        via_rel,
        ticket_type,
        priority,
        status,
        satisfaction_score,
        field_topic as topic,
        field_channel as declared_channel,
        field_policy_outcome as policy_outcome,
        field_escalation_reason as escalation_reason,
        field_compensation_approved_by as compensation_approved_by,
        {{ decision_word("field_complaint_decision") }} as complaint_decision,

        field_compensation as compensation_amount,

        is_public,
        is_scrubbed,
        field_complaint as is_complaint,
        field_policy_eligible as policy_eligible,
        field_callback_reached as callback_reached,
        field_resolved_in_contact as resolved_in_contact,
        field_follow_up_needed as follow_up_needed,
        field_supervisor_requested as supervisor_requested,
        field_escalation_accepted as escalation_accepted,

        created_at,
        updated_at,
        {{ instant_from_epoch("generated_timestamp") }} as generated_at,
        field_callback_promised_at as callback_promised_at,
        field_callback_done_at as callback_done_at,
        field_received_at as received_at,
        field_confirmation_sent_at as confirmation_sent_at,

        tags,
        followup_ids
    from versions
    where version_rank = 1
)

select * from renamed
