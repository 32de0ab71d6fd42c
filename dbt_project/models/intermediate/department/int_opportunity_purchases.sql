{%- set window_seconds = 3 * 86400 -%}
-- What the customer of an opportunity ordered within three days, whether or not anything was offered. An order
-- belongs to the customer's latest opportunity before it, so none is counted with and without an offer.
with

orders as (
    select
        orders.source,
        orders.order_id,
        orders.ordered_at,
        identities.customer
    from {{ ref("int_orders") }} as orders
    inner join {{ ref("int_customer_identities") }} as identities
        on identities.kind = 'account' and orders.customer_key = identities.identifier
    where identities.customer is not null
),

customers as (
    select * from {{ ref("int_record_customers") }}
    where customer is not null
),

contacts as (
    select
        contact_id,
        coalesce(answered_at, started_at, queued_at) as handled_at
    from {{ ref("int_contacts") }}
),

-- Offers are often written down at the end of a call in which the order was taken.
opportunities as (
    select
        offers.offer_id,
        offers.source,
        coalesce(contact_customers.customer, case_customers.customer) as customer,
        case when contacts.handled_at < offers.offered_at then contacts.handled_at else offers.offered_at end
            as began_at
    from {{ ref("int_offers") }} as offers
    left join contacts on offers.contact_id = contacts.contact_id
    left join customers as contact_customers
        on contact_customers.record_type = 'contact' and offers.contact_id = contact_customers.record_id
    left join customers as case_customers
        on case_customers.record_type = 'case' and offers.case_id = case_customers.record_id
),

ranked as (
    select
        opportunities.offer_id,
        opportunities.source,
        row_number() over (
            partition by orders.source, orders.order_id
            order by opportunities.began_at desc, opportunities.offer_id desc
        ) as recency
    from orders
    inner join opportunities
        on
            orders.customer = opportunities.customer
            and opportunities.began_at <= orders.ordered_at
            and orders.ordered_at <= {{ seconds_after("opportunities.began_at", window_seconds) }}
),

-- Whose customers never order under a known number cannot be said to order nothing.
ordering_sources as (
    select distinct source
    from ranked
),

bought as (
    select distinct offer_id
    from ranked
    where recency = 1
),

orders_end as (
    select max(coverage.latest_at) as latest_at
    from {{ ref("int_source_coverage") }} as coverage
    where coverage.source in (select orders.source from {{ ref("int_orders") }} as orders)
)

select
    opportunities.offer_id,
    bought.offer_id is not null as is_bought
from opportunities
inner join ordering_sources on opportunities.source = ordering_sources.source
cross join orders_end
left join bought on opportunities.offer_id = bought.offer_id
where
    opportunities.customer is not null
    and {{ seconds_after("opportunities.began_at", window_seconds) }} <= orders_end.latest_at
