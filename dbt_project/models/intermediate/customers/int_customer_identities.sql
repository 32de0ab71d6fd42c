{%- set kinds = ["contact", "email", "phone", "order"] -%}
with

mentions as (
    select
        mentions.*,
        coalesce(accounts.customer, mentions.account_key) as customer
    from {{ ref("int_customer_mentions") }} as mentions
    left join {{ ref("int_customer_accounts") }} as accounts on mentions.account_key = accounts.account_key
),

-- Which customers each identifier goes with, by the directory and by every record that names both.
evidence as (
    select
        kind,
        identifier,
        case when kind = 'account' then null else customer end as customer,
        is_shared
    from {{ ref("stg_directory__customers") }}
    {%- for kind in ["account"] + kinds %}
    union
    select
        '{{ kind }}' as kind,
        {{ kind }}_key as identifier,
        customer,
        false as is_shared
    from mentions
    where {{ kind }}_key is not null
    {%- endfor %}
),

counted as (
    select
        kind,
        identifier,
        count(distinct customer) as customers,
        min(customer) as only_customer,
        max(case when is_shared then 1 else 0 end) = 1 as is_declared_shared
    from evidence
    group by kind, identifier
),

crowded as (
    select * from {{ ref("int_crowded_phones") }}
),

judged as (
    select
        counted.*,
        counted.is_declared_shared
        or counted.customers > 1
        or (counted.customers = 0 and crowded.phone_key is not null) as is_shared
    from counted
    left join crowded on counted.kind = 'phone' and counted.identifier = crowded.phone_key
)

select
    kind,
    identifier,
    case
        when is_shared then null
        when customers = 1 then only_customer
        when kind = 'account' then identifier
        else {{ surrogate_key(["kind", "identifier"]) }}
    end as customer,
    is_shared,
    customers = 1 as is_known_customer
from judged
