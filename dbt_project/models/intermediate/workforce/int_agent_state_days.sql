with parts as (
    {{ day_parts(ref("int_agent_states")) }}
)

select
    agent,
    date_day,
    state,
    part_from,
    part_to,
    {{ seconds_between("part_from", "part_to") }} as seconds,
    state in ('on_contact', 'wrapup', 'ringing', 'available') as is_on_queue,
    is_end_recorded or part_to < ended_at as is_end_recorded
from parts
