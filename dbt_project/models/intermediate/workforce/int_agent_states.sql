-- Claims are laid over each other: where several hold at a time, the one that asks most of the agent
-- counts, and being there for one queue counts more than being paused in another. Claims of one state are
-- joined first, so that a state holds at a moment or does not; each state's weight is more than all lower
-- ones together.
{%- set states = ["on_contact", "wrapup", "ringing", "available", "busy", "paused", "offline"] %}
with claims as (
    select
        *,
        max(ended_at) over (
            partition by agent, state
            order by started_at, ended_at
            rows between unbounded preceding and 1 preceding
        ) as held_until
    from {{ ref("int_agent_claims") }}
),

numbered as (
    select
        *,
        sum(case when started_at <= held_until then 0 else 1 end) over (
            partition by agent, state order by started_at, ended_at rows unbounded preceding
        ) as stretch_no
    from claims
),

stretches as (
    select
        agent,
        case state
            {%- for state in states %}
            when '{{ state }}' then {{ 2 ** loop.revindex0 }}
            {%- endfor %}
        end as weight,
        min(started_at) as started_at,
        max(ended_at) as ended_at,
        max_by(is_end_recorded, ended_at) as is_end_recorded
    from numbered
    group by agent, state, stretch_no
),

ends as (
    select
        agent,
        started_at as changed_at,
        weight as change,
        0 as is_cut
    from stretches
    union all
    select
        agent,
        ended_at as changed_at,
        -weight as change,
        case when is_end_recorded then 0 else 1 end as is_cut
    from stretches
),

changes as (
    select
        agent,
        changed_at,
        sum(change) as change,
        max(is_cut) as is_cut
    from ends
    group by agent, changed_at
),

weighed as (
    select
        agent,
        changed_at,
        is_cut,
        sum(change) over (partition by agent order by changed_at rows unbounded preceding) as weight
    from changes
),

stated as (
    select
        agent,
        changed_at,
        is_cut,
        case
            {%- for state in states %}
            when weight >= {{ 2 ** loop.revindex0 }} then '{{ state }}'
            {%- endfor %}
            else 'not told'
        end as state
    from weighed
),

followed as (
    select
        *,
        lag(state) over (partition by agent order by changed_at) as state_before
    from stated
),

turns as (
    select
        agent,
        state,
        changed_at as started_at,
        lead(changed_at) over (partition by agent order by changed_at) as ended_at,
        lead(is_cut) over (partition by agent order by changed_at) = 0 as is_end_recorded
    from followed
    where state_before is null or state_before <> state
)

select * from turns
where state <> 'not told'
