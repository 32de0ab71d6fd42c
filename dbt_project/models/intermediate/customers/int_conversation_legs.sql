{#- Logs are written to the second or the minute, and the next leg rings a moment after the last one. -#}
{%- set seconds_between_legs = 60 -%}
with

contacts as (
    select
        contacts.*,
        customers.customer,
        survivors.survivor_case_id,
        coalesce(contacts.started_at, contacts.queued_at, contacts.answered_at) as contacted_at,
        coalesce(contacts.direction in ('outbound', 'callback'), false) as is_outbound,
        -- A log without outcomes names an agent or a time of answering where somebody answered.
        coalesce(
            contacts.outcome = 'answered',
            contacts.answered_at is not null or contacts.agent is not null
        ) as is_handled
    from {{ ref("int_contacts") }} as contacts
    left join {{ ref("int_record_customers") }} as customers
        on contacts.contact_id = customers.record_id and customers.record_type = 'contact'
    left join {{ ref("int_case_survivors") }} as survivors on contacts.case_id = survivors.case_id
    where
        coalesce(contacts.outcome, '') <> 'ignored'
        and coalesce(contacts.direction, '') <> 'internal'
        and not coalesce(survivors.is_excluded, false)
),

-- A call that is handed over goes on as the next leg of the same customer on the same channel.
continued as (
    select
        *,
        coalesce(
            lag(is_transferred) over legs
            and contacted_at <= {{ seconds_after("lag(ended_at) over legs", seconds_between_legs) }},
            false
        ) as is_continued
    from contacts
    window legs as (
        partition by source, channel, is_outbound, call_key, coalesce(customer, contact_id)
        order by contacted_at, contact_id
    )
),

numbered as (
    select
        *,
        coalesce(
            call_key,
            coalesce(customer, contact_id) || '#' || cast(
                sum(case when is_continued then 0 else 1 end) over (
                    partition by source, channel, is_outbound, call_key, coalesce(customer, contact_id)
                    order by contacted_at, contact_id rows unbounded preceding
                ) as string
            )
        ) as conversation_no
    from continued
)

-- Whoever took the call first speaks for all of it.
select
    contact_id,
    contact_key,
    first_value(contact_id) over (
        partition by source, channel, is_outbound, conversation_no
        order by case when is_handled then 0 else 1 end, contacted_at, contact_id
    ) as conversation_id,
    source,
    survivor_case_id,
    customer,
    contacted_at,
    answered_at,
    ended_at,
    is_outbound,
    is_handled,
    outcome,
    is_transferred,
    resolved_in_contact,
    follow_up_needed,
    channel,
    topic,
    priority,
    team,
    agent
from numbered
