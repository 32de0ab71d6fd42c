-- Nobody makes two calls at once: a number that rings in while it is still on the line has several people
-- behind it. The parts of one call do overlap, when it is handed over.
with calls as (
    select
        mentions.phone_key,
        contacts.contact_id,
        contacts.call_key,
        coalesce(contacts.started_at, contacts.queued_at) as started_at,
        case when not coalesce(contacts.is_transferred, false) then contacts.ended_at end as ended_at
    from {{ ref("int_contacts") }} as contacts
    inner join {{ ref("int_customer_mentions") }} as mentions
        on contacts.contact_id = mentions.record_id and mentions.record_type = 'contact'
    where
        contacts.channel = 'phone'
        and coalesce(contacts.direction, 'inbound') = 'inbound'
        and mentions.phone_key is not null
),

earlier as (
    select
        *,
        lag(call_key) over (partition by phone_key order by started_at, contact_id) as previous_call_key,
        max(ended_at) over (
            partition by phone_key order by started_at, contact_id
            rows between unbounded preceding and 1 preceding
        ) as line_busy_until
    from calls
)

select distinct phone_key
from earlier
where
    started_at < line_busy_until
    and (call_key is null or previous_call_key is null or call_key <> previous_call_key)
