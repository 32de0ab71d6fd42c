-- Claims are laid over each other: where several hold at a time, the one that asks most of the agent counts, and
-- being there for one queue counts more than being paused in another.
{%- set states = ["on_contact", "wrapup", "ringing", "available", "busy", "paused", "offline"] %}
with claims as (
    select * from {{ ref("int_agent_claims") }}
),

ends as (
    select
        agent,
        state,
        started_at as changed_at,
        1 as change,
        0 as is_cut
    from claims
    union all
    select
        agent,
        state,
        ended_at as changed_at,
        -1 as change,
        case when is_end_recorded then 0 else 1 end as is_cut
    from claims
),

changes as (
    select
        agent,
        changed_at,
        {%- for state in states %}
        sum(case when state = '{{ state }}' then change else 0 end) as {{ state }},
        {%- endfor %}
        max(is_cut) as is_cut
    from ends
    group by agent, changed_at
),

depths as (
    select
        agent,
        changed_at,
        {%- for state in states %}
        sum({{ state }}) over agent_so_far as {{ state }},
        {%- endfor %}
        lead(changed_at) over agent_times as next_at,
        lead(is_cut) over agent_times as is_next_cut
    from changes
    window
        agent_times as (partition by agent order by changed_at),
        agent_so_far as (partition by agent order by changed_at rows unbounded preceding)
),

stated as (
    select
        agent,
        changed_at,
        next_at,
        is_next_cut,
        case
            {%- for state in states %}
            when {{ state }} > 0 then '{{ state }}'
            {%- endfor %}
        end as state
    from depths
),

marked as (
    select
        *,
        case
            when state = lag(state) over (partition by agent order by changed_at) then 0 else 1
        end as is_new
    from stated
),

numbered as (
    select
        *,
        sum(is_new) over (partition by agent order by changed_at rows unbounded preceding) as stretch_no
    from marked
)

select
    agent,
    min(state) as state,
    min(changed_at) as started_at,
    max(next_at) as ended_at,
    max_by(is_next_cut, changed_at) = 0 as is_end_recorded
from numbered
where state is not null
group by agent, stretch_no
