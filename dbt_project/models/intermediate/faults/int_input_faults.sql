-- Records that name another one which no file holds: without it they are in no number, and nobody would
-- notice.
with agents as (
    select agent from {{ ref("int_agents") }}
)

select
    audits.source,
    'audit_without_ticket' as fault,
    audits.audit_id as row_id
from {{ ref("stg_zendesk__ticket_audits") }} as audits
left join {{ ref("stg_zendesk__tickets") }} as tickets
    on audits.source = tickets.source and audits.ticket_id = tickets.ticket_id
where tickets.ticket_id is null
union all
select
    order_lines.source,
    'order_line_without_order' as fault,
    {{ surrogate_key(["order_lines.order_id", "order_lines.line_no"]) }} as row_id
from {{ ref("stg_sales__order_lines") }} as order_lines
left join {{ ref("stg_sales__orders") }} as orders
    on order_lines.source = orders.source and order_lines.order_id = orders.order_id
where orders.order_id is null
union all
select
    'directory' as source,
    'shift_of_unknown_agent' as fault,
    {{ surrogate_key(["shifts.agent", "shifts.starts_at"]) }} as row_id
from {{ ref("stg_directory__shifts") }} as shifts
left join agents on shifts.agent = agents.agent
where agents.agent is null
union all
select
    'directory' as source,
    'limit_of_unknown_agent' as fault,
    {{ surrogate_key(["limits.agent", "limits.tier", "limits.valid_from"]) }} as row_id
from {{ ref("stg_directory__compensation_limits") }} as limits
left join agents on limits.agent = agents.agent
where limits.agent is not null and agents.agent is null
