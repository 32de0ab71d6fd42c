-- A conversation that Intercom calls snoozed waits, and its two priorities are the field's high and normal.
select
    source,
    conversation_id as case_key,
    cast(null as string) as external_key,
    created_at as opened_at,
    case state when 'snoozed' then 'pending' else state end as status,
    source_type as channel,
    topic,
    case priority when 'priority' then 'high' when 'not_priority' then 'normal' else priority end as priority,
    team_assignee_id as team_key,
    admin_assignee_id as agent_account,
    cast(null as string) as resolver_account,
    contact_key as customer_key,
    case
        when delivered_as = 'admin_initiated' then 'agent'
        when delivered_as = 'customer_initiated' then 'customer'
        when delivered_as is not null then 'automation'
    end as created_origin,
    first_admin_reply_at as first_response_at,
    cast(null as {{ type_instant() }}) as resolved_at,
    cast(null as {{ type_instant() }}) as closed_at,
    cast(null as bigint) as reopen_count,
    cast(null as bigint) as reassignment_count,
    cast(null as boolean) as is_escalated,
    cast(null as boolean) as sla_met,
    cast(null as {{ type_instant() }}) as sla_due_at,
    cast(null as boolean) as is_complaint,
    cast(null as boolean) as complaint_timely,
    cast(null as string) as complaint_outcome,
    cast(null as boolean) as policy_eligible,
    cast(null as boolean) as is_compensated,
    cast(null as double) as compensation_amount,
    updated_at as last_seen_at
from {{ ref("stg_intercom__conversations") }}
