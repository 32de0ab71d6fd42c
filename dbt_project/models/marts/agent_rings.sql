with

rings as (
    select * from {{ ref('int_agent_rings') }}
),

offers as (
    select
        ring_id,
        contact_key,
        rang_at,
        {{ local_date('rang_at') }} as rang_on,
        {{ dimensions('rings') }},
        outcome,
        outcome = 'answered' as is_answered,
        outcome = 'missed' as is_missed,
        outcome = 'canceled' as is_canceled
    from rings
)

select * from offers
order by rang_on, team, channel, agent, ring_id
