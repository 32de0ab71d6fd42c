with states as (
    select * from {{ ref("int_case_states") }}
),

-- Of what changed at one instant, only the outcome lasted.
timed as (
    select
        case_id,
        state_no,
        changed_at,
        priority,
        lead(changed_at) over (partition by case_id order by state_no) as next_changed_at
    from states
),

compared as (
    select
        *,
        lag(priority) over (partition by case_id order by state_no) as previous_priority,
        row_number() over (partition by case_id order by state_no) as lasting_no
    from timed
    where next_changed_at is null or next_changed_at > changed_at
)

select
    case_id,
    priority,
    row_number() over (partition by case_id order by state_no) as run_no,
    case when lasting_no > 1 then changed_at end as starts_at,
    lead(changed_at) over (partition by case_id order by state_no) as ends_at
from compared
where lasting_no = 1 or priority is distinct from previous_priority
