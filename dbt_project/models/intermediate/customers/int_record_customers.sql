{%- set others = ["contact", "email", "phone", "order"] -%}
with

mentions as (
    select * from {{ ref("int_customer_mentions") }}
),

identities as (
    select * from {{ ref("int_customer_identities") }}
),

resolved as (
    select
        mentions.record_type,
        mentions.record_id,
        by_account.customer as customer_of_account,
        {%- for kind in others %}
        by_{{ kind }}.customer as customer_of_{{ kind }},
        case when by_{{ kind }}.is_known_customer then by_{{ kind }}.customer end as known_by_{{ kind }},
        {%- endfor %}
        by_account.is_known_customer
    from mentions
    left join identities as by_account
        on by_account.kind = 'account' and mentions.account_key = by_account.identifier
    left join identities as by_contact
        on by_contact.kind = 'contact' and mentions.contact_key = by_contact.identifier
    left join identities as by_email
        on by_email.kind = 'email' and mentions.email_key = by_email.identifier
    left join identities as by_phone
        on by_phone.kind = 'phone' and mentions.phone_key = by_phone.identifier
    left join identities as by_order
        on by_order.kind = 'order' and mentions.order_key = by_order.identifier
),

compared as (
    select
        *,
        least(known_by_contact, known_by_email, known_by_phone, known_by_order) as lowest_known,
        greatest(known_by_contact, known_by_email, known_by_phone, known_by_order) as highest_known
    from resolved
)

-- The customer number is believed first. Identifiers that lead to two customers lead to none. What no
-- customer number was ever seen with stands for itself, the more personal one first.
select
    record_type,
    record_id,
    case
        when customer_of_account is not null then customer_of_account
        when lowest_known <> highest_known then null
        when lowest_known is not null then lowest_known
        else coalesce(customer_of_contact, customer_of_email, customer_of_phone, customer_of_order)
    end as customer
from compared
