{#- Who gives up and is answered within a day has tried once. -#}
{%- set attempt_seconds = 24 * 60 * 60 -%}
{%- set logging_seconds = var("contact_logging_minutes") * 60 -%}
with

recorded as (
    select
        *,
        false as is_opening
    from {{ ref("int_conversations") }}
    union all
    select * from {{ ref("int_case_contacts") }}
),

placed as (
    select
        contact_id,
        case_id,
        topic,
        contacted_at,
        is_unanswered,
        channel,
        is_outbound,
        coalesce(customer, contact_id) as person,
        is_opening and coalesce(channel = 'phone', false) as is_call_note,
        is_handled and not is_opening as is_handled_call
    from recorded
),

neighbours as (
    select
        *,
        {{ last_known("case when is_handled_call then contact_id end", "later") }} as next_handled_id,
        {{ last_known("case when is_handled_call then contacted_at end", "later") }} as next_handled_at,
        {{ last_known("case when is_handled_call then contact_id end", "earlier") }} as last_handled_id,
        {{ last_known("case when is_handled_call then contacted_at end", "earlier") }} as last_handled_at
    from placed
    window
        later as (
            partition by person, channel, is_outbound
            order by contacted_at desc, contact_id desc rows between unbounded preceding and current row
        ),
        earlier as (
            partition by person, channel, is_outbound
            order by contacted_at asc, contact_id asc rows between unbounded preceding and current row
        )
),

-- A ticket that an agent writes about a call, without naming it, is that call and not a second one.
folded as (
    select
        *,
        case
            when is_unanswered and next_handled_at <= {{ seconds_after("contacted_at", attempt_seconds) }}
                then next_handled_id
            when is_call_note and contacted_at <= {{ seconds_after("last_handled_at", logging_seconds) }}
                then last_handled_id
        end as part_of_id
    from neighbours
),

absorbed as (
    select
        part_of_id,
        min(contacted_at) as begun_at,
        min(case_id) as case_id,
        max(topic) as topic
    from folded
    where part_of_id is not null
    group by part_of_id
)

select
    recorded.contact_id,
    recorded.contact_key,
    recorded.source,
    coalesce(recorded.case_id, absorbed.case_id) as case_id,
    recorded.customer,
    least(recorded.contacted_at, absorbed.begun_at) as contacted_at,
    recorded.ended_at,
    recorded.is_outbound,
    recorded.is_handled,
    recorded.is_transferred,
    recorded.resolved_in_contact,
    recorded.follow_up_needed,
    recorded.channel,
    recorded.is_spoken,
    coalesce(recorded.topic, absorbed.topic) as topic,
    recorded.priority,
    recorded.team,
    recorded.agent,
    recorded.is_opening
from recorded
inner join folded on recorded.contact_id = folded.contact_id and folded.part_of_id is null
left join absorbed on recorded.contact_id = absorbed.part_of_id
