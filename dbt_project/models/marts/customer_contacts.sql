with

contacts as (
    select
        *,
        contacted_at as began_at
    from {{ ref('int_customer_contacts') }}
    where not is_outbound
),

episodes as (
    select * from {{ ref('int_contact_episodes') }}
),

described as (
    select
        contacts.contact_id,
        contacts.contact_key,
        contacts.case_id,
        contacts.customer,
        contacts.began_at as contacted_at,
        {{ local_date('contacts.began_at') }} as contacted_on,
        {{ dimensions('contacts') }},
        contacts.is_handled,
        contacts.is_transferred,
        contacts.is_first_of_case,
        contacts.customer is not null as is_identified,
        episodes.contact_id is not null as is_index
    from contacts
    left join episodes on contacts.contact_id = episodes.contact_id
)

select * from described
order by contacted_on, team, channel, agent, contact_id
