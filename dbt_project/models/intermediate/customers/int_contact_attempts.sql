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
        *,
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
            else contact_id
        end as attempt_id
    from neighbours
),

gathered as (
    select
        *,
        min(contacted_at) over (partition by attempt_id) as begun_at,
        min(case_id) over (partition by attempt_id) as case_of_attempt,
        max(topic) over (partition by attempt_id) as topic_of_attempt
    from folded
)

select
    contact_id,
    contact_key,
    source,
    coalesce(case_id, case_of_attempt) as case_id,
    customer,
    begun_at as contacted_at,
    ended_at,
    is_outbound,
    is_handled,
    is_transferred,
    resolved_in_contact,
    follow_up_needed,
    channel,
    is_spoken,
    coalesce(topic, topic_of_attempt) as topic,
    priority,
    team,
    agent,
    is_opening
from gathered
where contact_id = attempt_id
