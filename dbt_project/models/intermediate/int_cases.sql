with recorded as (
    select * from {{ ref("int_zendesk_cases") }}
    union all
    select * from {{ ref("int_intercom_cases") }}
    union all
    select * from {{ ref("int_mapped_cases") }}
),

histories as (
    select * from {{ ref("int_case_histories") }}
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

keyed as (
    select
        *,
        {{ surrogate_key(["source", "case_key"]) }} as case_id,
        {{ status_word("status") }} as known_status
    from recorded
),

named as (
    select
        keyed.*,
        coalesce(teams.team, keyed.team_key) as team,
        agents.agent,
        resolvers.agent as recorded_resolver,
        coalesce(approvers.agent, keyed.compensation_approved_by) as approver
    from keyed
    left join teams on keyed.source = teams.source and keyed.team_key = teams.team_key
    left join accounts as agents on keyed.source = agents.source and keyed.agent_account = agents.account
    left join accounts as resolvers
        on keyed.source = resolvers.source and keyed.resolver_account = resolvers.account
    left join accounts as approvers
        on keyed.source = approvers.source and keyed.compensation_approved_by = approvers.account
)

select
    named.case_id,
    named.source,
    named.case_key,
    named.external_key,
    named.opened_at,
    named.known_status as status,
    {{ channel_word("named.channel") }} as channel,
    named.topic,
    {{ priority_word("named.priority") }} as priority,
    named.team,
    named.agent,
    -- Where no history says who held the case first, the present holder is all there is.
    coalesce(histories.entry_team, named.team) as entry_team,
    coalesce(histories.entry_agent, named.agent) as entry_agent,
    coalesce(named.recorded_resolver, histories.resolver) as resolver,
    named.customer_key,
    case
        when histories.created_by in ('customer', 'agent') then histories.created_by
        when histories.created_by in ('bot', 'system') then 'automation'
        else named.created_origin
    end as created_origin,
    named.first_response_at as recorded_first_response_at,
    named.resolved_at as recorded_resolved_at,
    named.closed_at as recorded_closed_at,
    named.reopen_count as recorded_reopen_count,
    named.reassignment_count as recorded_reassignment_count,
    named.is_escalated as recorded_is_escalated,
    named.sla_met as recorded_sla_met,
    named.sla_due_at,
    named.is_complaint,
    named.complaint_timely as recorded_complaint_timely,
    named.complaint_outcome,
    named.policy_eligible,
    named.is_compensated as recorded_is_compensated,
    named.compensation_amount,
    named.approver as compensation_approved_by,
    named.complaint_decision,
    named.received_at,
    named.confirmation_sent_at,
    named.callback_promised_at,
    named.callback_done_at,
    named.callback_reached,
    named.resolved_in_contact,
    named.follow_up_needed,
    named.supervisor_requested,
    named.escalation_reason,
    named.escalation_accepted,
    named.order_key,
    named.other_customer_key,
    named.reply_count as recorded_reply_count,
    {{ key_if_present(["named.source", "named.merged_into_key"]) }} as merged_into_case_id,
    {{ key_if_present(["named.source", "named.followup_of_key"]) }} as followup_of_case_id,
    histories.case_id is not null as has_events,
    case
        when named.known_status in ('deleted', 'merged', 'spam') then named.known_status
        when lower(named.status) = 'ignored' then 'ignored'
    end as exclusion,
    named.last_seen_at
from named
left join histories on named.case_id = histories.case_id
