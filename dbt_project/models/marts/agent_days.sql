with

states as (
    select
        agent,
        date_day,
        {%- for state in ['on_contact', 'wrapup', 'ringing', 'available', 'busy', 'paused'] %}
        sum(case when state = '{{ state }}' then seconds else 0 end) as {{ state }}_seconds,
        {%- endfor %}
        sum(case when state <> 'offline' then seconds else 0 end) as logged_in_seconds,
        sum(case when is_on_queue then seconds else 0 end) as on_queue_seconds,
        max(case when is_end_recorded then 0 else 1 end) = 1 as is_cut_off
    from {{ ref('int_agent_state_days') }}
    group by agent, date_day
),

shifts as (
    select * from {{ ref('int_agent_shift_days') }}
),

known as (
    select * from {{ ref('int_agent_state_coverage') }}
),

keys as (
    select
        agent,
        date_day
    from states
    union
    select
        agent,
        date_day
    from shifts
),

days as (
    select
        keys.agent,
        keys.date_day,
        coalesce(memberships.team, known.team, people.team) as team,
        cast(null as string) as channel,
        cast(null as string) as topic,
        cast(null as string) as priority,
        coalesce(known.source, 'directory') as source,
        shifts.scheduled_seconds,
        shifts.scheduled_queue_seconds,
        shifts.paid_seconds,
        shifts.adherent_seconds,
        shifts.paid_queue_seconds,
        coalesce(states.is_cut_off, false) as is_cut_off,
        keys.date_day between known.first_on and known.last_on as is_known,
        states.logged_in_seconds,
        states.on_queue_seconds,
        states.on_contact_seconds,
        states.wrapup_seconds,
        states.ringing_seconds,
        states.available_seconds,
        states.busy_seconds,
        states.paused_seconds
    from keys
    inner join {{ ref('int_agents') }} as people on keys.agent = people.agent
    left join states on keys.agent = states.agent and keys.date_day = states.date_day
    left join shifts on keys.agent = shifts.agent and keys.date_day = shifts.date_day
    left join known on keys.agent = known.agent
    left join {{ ref('int_agent_teams') }} as memberships
        on
            keys.agent = memberships.agent
            and (memberships.valid_from is null or keys.date_day >= memberships.valid_from)
            and (memberships.valid_to is null or keys.date_day < memberships.valid_to)
),

worked as (
    select
        {{ surrogate_key(['agent', 'date_day']) }} as agent_day_id,
        date_day as worked_on,
        {{ dimensions('days') }},
        case when is_known then coalesce(logged_in_seconds, 0) end as logged_in_seconds,
        case when is_known then coalesce(on_queue_seconds, 0) end as on_queue_seconds,
        case when is_known then coalesce(on_contact_seconds, 0) end as on_contact_seconds,
        case when is_known then coalesce(wrapup_seconds, 0) end as wrapup_seconds,
        case when is_known then coalesce(ringing_seconds, 0) end as ringing_seconds,
        case when is_known then coalesce(available_seconds, 0) end as available_seconds,
        case when is_known then coalesce(busy_seconds, 0) end as busy_seconds,
        case when is_known then coalesce(paused_seconds, 0) end as paused_seconds,
        is_cut_off,
        scheduled_seconds,
        scheduled_queue_seconds,
        paid_seconds,
        adherent_seconds,
        paid_queue_seconds
    from days
)

select * from worked
order by worked_on, team, channel, agent, agent_day_id
