with offers as (
    select * from {{ ref("stg_sales__offers") }}
),

mapped as (
    select * from {{ ref("stg_mapped__offers") }}
),

contact_references as (
    select * from {{ ref("int_contact_references") }}
)

select
    offers.source,
    offers.offer_id as offer_key,
    contact_references.contact_id,
    coalesce({{ key_if_present(["'zendesk'", "offers.ticket_id"]) }}, contact_references.case_id) as case_id,
    offers.offered_at,
    offers.team_key,
    offers.agent_account,
    offers.channel,
    offers.topic,
    offers.product,
    offers.result,
    offers.value,
    offers.currency
from offers
left join contact_references on offers.contact_key = contact_references.reference
union all
select
    mapped.source,
    mapped.offer_key,
    {{ key_if_present(["mapped.source", "mapped.contact_key"]) }} as contact_id,
    {{ key_if_present(["mapped.source", "mapped.case_key"]) }} as case_id,
    mapped.offered_at,
    mapped.team_key,
    mapped.agent_account,
    mapped.channel,
    mapped.topic,
    mapped.product,
    mapped.result,
    mapped.value,
    mapped.currency
from mapped
