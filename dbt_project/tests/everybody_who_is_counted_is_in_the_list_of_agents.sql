-- A bot or a system account that were counted as a person would be missing there.
with

counted as (
    select agent from {{ ref('case_openings') }}
    union
    select agent from {{ ref('first_responses') }}
    union
    select agent from {{ ref('case_resolutions') }}
    union
    select agent from {{ ref('sla_outcomes') }}
    union
    select agent from {{ ref('queue_entries') }}
    union
    select agent from {{ ref('contact_handlings') }}
    union
    select agent from {{ ref('agent_rings') }}
    union
    select agent from {{ ref('agent_days') }}
    union
    select agent from {{ ref('chat_handlings') }}
    union
    select agent from {{ ref('survey_responses') }}
    union
    select agent from {{ ref('offers') }}
    union
    select agent from {{ ref('complaints') }}
    union
    select agent from {{ ref('survey_credits') }}
    union
    select agent from {{ ref('survey_eligibility') }}
    union
    select agent from {{ ref('contact_sales') }}
    union
    select agent from {{ ref('opportunity_outcomes') }}
    union
    select agent from {{ ref('order_lines') }}
    union
    select agent from {{ ref('compensations') }}
    union
    select agent from {{ ref('policy_decisions') }}
    union
    select agent from {{ ref('callback_promises') }}
    union
    select agent from {{ ref('contact_records') }}
    union
    select agent from {{ ref('case_holdings') }}
    union
    select agent from {{ ref('case_moves') }}
    union
    select agent from {{ ref('replies') }}
    union
    select agent from {{ ref('backlog_spells') }}
)

select counted.agent
from counted
left join {{ ref('agents') }} as agents on counted.agent = agents.agent
where agents.agent is null and counted.agent <> 'not recorded'
union all
select agent
from {{ ref('agents') }}
where agent = 'not recorded'
