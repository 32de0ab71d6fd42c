{%- set window_seconds = 3 * 86400 -%}
-- What a customer ordered within three days of a contact, credited to the latest contact before the order.
with orders as (
    select
        orders.source,
        orders.order_id,
        orders.ordered_at,
        orders.amount - orders.refunded_amount as net_amount,
        identities.customer
    from {{ ref("int_orders") }} as orders
    inner join {{ ref("int_customer_identities") }} as identities
        on identities.kind = 'account' and orders.customer_key = identities.identifier
    where identities.customer is not null
),

contacts as (
    select
        contacts.contact_id,
        coalesce(contacts.answered_at, contacts.started_at, contacts.queued_at) as handled_at,
        customers.customer
    from {{ ref("int_contacts") }} as contacts
    inner join {{ ref("int_record_customers") }} as customers
        on customers.record_type = 'contact' and contacts.contact_id = customers.record_id
    where contacts.outcome = 'answered' and customers.customer is not null
),

ranked as (
    select
        contacts.contact_id,
        orders.net_amount,
        row_number() over (
            partition by orders.source, orders.order_id
            order by contacts.handled_at desc, contacts.contact_id desc
        ) as recency
    from orders
    inner join contacts
        on
            orders.customer = contacts.customer
            and contacts.handled_at <= orders.ordered_at
            and orders.ordered_at <= {{ seconds_after("contacts.handled_at", window_seconds) }}
),

credited as (
    select
        contact_id,
        sum(net_amount) as net_revenue
    from ranked
    where recency = 1
    group by contact_id
)

select
    contacts.contact_id,
    coalesce(credited.net_revenue, 0) as net_revenue
from contacts
left join credited on contacts.contact_id = credited.contact_id
