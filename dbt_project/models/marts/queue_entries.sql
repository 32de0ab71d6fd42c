with

contacts as (
    select
        *,
        coalesce(queued_at, started_at) as entered_at,
        case when wait_seconds >= 0 then wait_seconds end as possible_wait_seconds,
        coalesce(outcome = 'answered', false) as is_answered,
        coalesce(outcome = 'abandoned', false) as is_abandoned,
        coalesce(outcome in ('overflow', 'callback'), false) as is_flow_out
    from {{ ref('int_contacts') }}
    where is_queued and coalesce(outcome, '') <> 'ignored'
),

entries as (
    select
        contact_id,
        contact_key,
        entered_at as queued_at,
        {{ local_date('entered_at') }} as queued_on,
        {{ weekday_name(local_date('entered_at')) }} as weekday,
        {{ half_hour('entered_at') }} as half_hour,
        {{ dimensions('contacts') }},
        {{ recorded('outcome') }} as outcome,
        is_answered,
        is_abandoned,
        is_flow_out,
        -- The log of a queue follows a call from one queue to the next; another source has to say so itself.
        case
            when not is_answered and transfer_kind = 'queue' then true
            when is_transferred is not null or transfer_kind is not null then false
        end as is_moved_to_queue,
        coalesce(possible_wait_seconds > 0, false) as is_queued_wait,
        is_abandoned and coalesce(possible_wait_seconds < {{ var('short_abandon_seconds') }}, false)
            as is_short_abandon,
        is_answered and coalesce(possible_wait_seconds <= {{ var('service_level_threshold_seconds') }}, false)
            as is_within_threshold,
        case
            when outcome is null or possible_wait_seconds is null then null
            else
                outcome in ('answered', 'abandoned', 'callback')
                and possible_wait_seconds <= {{ var('service_level_threshold_seconds') }}
        end as is_removed_within_threshold,
        possible_wait_seconds as wait_seconds
    from contacts
)

select
    *,
    {{ is_judged_by_genesys('entries') }} as is_judged_by_genesys
from entries
order by queued_on, team, channel, agent, contact_id
