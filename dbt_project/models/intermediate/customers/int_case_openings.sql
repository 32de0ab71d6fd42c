-- How each case began: with a contact that another log holds, with words spoken to an agent, with a message
-- of the customer, or with one of ours.
with cases as (
    select
        cases.*,
        survivors.survivor_case_id,
        coalesce(cases.received_at, cases.opened_at) as contacted_at,
        coalesce(cases.channel in ('chat', 'messaging'), false) as is_chat
    from {{ ref("int_cases") }} as cases
    inner join {{ ref("int_case_survivors") }} as survivors on cases.case_id = survivors.case_id
    where not survivors.is_excluded
),

contacts as (
    select * from {{ ref("int_contacts") }}
    where coalesce(direction, 'inbound') = 'inbound' and coalesce(outcome, '') <> 'ignored'
),

-- The contact that a case was opened for came before it, or by the same channel.
logged as (
    select distinct cases.case_id
    from cases
    inner join contacts on cases.case_id = contacts.case_id
    where
        cases.channel = contacts.channel
        or coalesce(contacts.started_at, contacts.queued_at, contacts.answered_at) <= cases.contacted_at
),

calls as (
    select distinct call_key
    from contacts
    where call_key is not null
)

select
    cases.case_id,
    cases.survivor_case_id,
    cases.contacted_at,
    cases.is_chat,
    logged.case_id is not null or calls.call_key is not null as is_logged,
    coalesce(cases.channel in ('phone', 'in_person'), false) as is_spoken,
    coalesce(cases.created_origin in ('agent', 'automation'), false)
    and coalesce(cases.channel not in ('phone', 'in_person', 'fax', 'post'), true) as is_outbound
from cases
left join logged on cases.case_id = logged.case_id
left join calls on cases.external_key = calls.call_key
