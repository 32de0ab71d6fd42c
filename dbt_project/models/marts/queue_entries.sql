with

contacts as (
    select
        *,
        coalesce(queued_at, started_at) as entered_at,
        case when wait_seconds >= 0 then wait_seconds end as possible_wait_seconds,
        coalesce(outcome = 'answered', false) as is_answered,
        coalesce(outcome = 'abandoned', false) as is_abandoned
    from {{ ref('int_contacts') }}
    where is_queued and coalesce(outcome, '') <> 'ignored'
),

entries as (
    select
        contact_id,
        contact_key,
        entered_at as queued_at,
        {{ local_date('entered_at') }} as queued_on,
        {{ dimensions('contacts') }},
        {{ recorded('outcome') }} as outcome,
        is_answered,
        is_abandoned,
        coalesce(possible_wait_seconds > 0, false) as is_queued_wait,
        is_abandoned and coalesce(possible_wait_seconds < {{ var('short_abandon_seconds') }}, false)
            as is_short_abandon,
        is_answered and coalesce(possible_wait_seconds <= {{ var('service_level_threshold_seconds') }}, false)
            as is_within_threshold,
        possible_wait_seconds as wait_seconds
    from contacts
)

select * from entries
order by queued_on, team, channel, agent, contact_id
