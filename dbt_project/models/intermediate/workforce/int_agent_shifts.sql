-- Shifts without overlap. What lies in the middle of a shift, such as a break or a meeting, takes its time
-- from the shift and is paid or not by its own entry.
with shifts as (
    select * from {{ ref("stg_directory__shifts") }}
    where ends_at > starts_at
),

changes as (
    select
        agent,
        changed_at,
        sum(case when activity = 'work' then change else 0 end) as work,
        sum(case when activity = 'work' and is_paid then change else 0 end) as paid_work,
        sum(case when activity = 'work' then 0 else change end) as other,
        sum(case when activity <> 'work' and not is_paid then change else 0 end) as unpaid_other
    from (
        select
            agent,
            activity,
            is_paid,
            starts_at as changed_at,
            1 as change
        from shifts
        union all
        select
            agent,
            activity,
            is_paid,
            ends_at as changed_at,
            -1 as change
        from shifts
    ) as ends
    group by agent, changed_at
),

depths as (
    select
        agent,
        changed_at as started_at,
        lead(changed_at) over (partition by agent order by changed_at) as ended_at,
        sum(work) over agent_so_far as work,
        sum(paid_work) over agent_so_far as paid_work,
        sum(other) over agent_so_far as other,
        sum(unpaid_other) over agent_so_far as unpaid_other
    from changes
    window agent_so_far as (partition by agent order by changed_at rows unbounded preceding)
)

select
    agent,
    started_at,
    ended_at,
    other = 0 as is_on_queue,
    case when other > 0 then unpaid_other = 0 else paid_work > 0 end as is_paid
from depths
where work > 0 or other > 0
