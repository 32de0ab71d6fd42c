-- What a source calls the customer: the telephone switch knows the number alone, Intercom its own contact,
-- and all others the department's customer number, which means the same customer in whatever file it stands.
with cases as (
    select
        *,
        case when source = 'intercom' then other_customer_key else customer_key end as account_key,
        case when source = 'intercom' then customer_key end as contact_key
    from {{ ref("int_cases") }}
),

contacts as (
    select
        contact_id,
        case_id,
        order_key,
        email_key,
        case when source not in ('asterisk', 'intercom') then customer_key end as account_key,
        case when source = 'intercom' then customer_key end as contact_key,
        case when source = 'asterisk' then customer_key else phone_key end as phone_key
    from {{ ref("int_contacts") }}
)

-- An order of an account makes its number that customer's, for calls and tickets that name nothing else.
-- A file that tells of a case and of a contact in one row may give both one key.
select
    'case' as record_type,
    case_id as record_id,
    account_key,
    contact_key,
    cast(null as string) as email_key,
    cast(null as string) as phone_key,
    order_key
from cases
union all
-- Who speaks about a case without a number of their own is the customer of that case.
select
    'contact' as record_type,
    contacts.contact_id as record_id,
    coalesce(contacts.account_key, cases.account_key) as account_key,
    coalesce(contacts.contact_key, cases.contact_key) as contact_key,
    contacts.email_key,
    contacts.phone_key,
    contacts.order_key
from contacts
left join cases on contacts.case_id = cases.case_id
union all
select
    'order' as record_type,
    {{ surrogate_key(["source", "order_id"]) }} as record_id,
    customer_key as account_key,
    cast(null as string) as contact_key,
    cast(null as string) as email_key,
    cast(null as string) as phone_key,
    order_key
from {{ ref("stg_sales__orders") }}
where customer_key is not null and order_key is not null
