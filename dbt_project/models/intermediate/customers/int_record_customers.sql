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
        mentions.record_id,
        account.customer as customer_of_account,
        {%- for kind in others %}
        {{ kind }}.customer as customer_of_{{ kind }},
        case when {{ kind }}.is_known_customer then {{ kind }}.customer end as known_by_{{ kind }}
        {{- "," if not loop.last }}
        {%- endfor %}
    from mentions
    {%- for kind in ["account"] + others %}
    left join identities as {{ kind }}
        on {{ kind }}.kind = '{{ kind }}' and mentions.{{ kind }}_key = {{ kind }}.identifier
    {%- endfor %}
),

compared as (
    select
        *,
        least(known_by_contact, known_by_email, known_by_phone, known_by_order) as lowest_known,
        greatest(known_by_contact, known_by_email, known_by_phone, known_by_order) as highest_known
    from resolved
)

-- The customer number is believed first. Identifiers that lead to two customers lead to none. What no customer
-- number was ever seen with stands for itself, the more personal one first.
select
    record_id,
    case
        when customer_of_account is not null then customer_of_account
        when lowest_known <> highest_known then null
        when lowest_known is not null then lowest_known
        else coalesce(customer_of_contact, customer_of_email, customer_of_phone, customer_of_order)
    end as customer
from compared
