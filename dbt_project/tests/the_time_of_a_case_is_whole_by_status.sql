-- Waiting for us and waiting for the customer make all of its open time; working and holding make all the wait for us.
select case_id
from {{ ref('case_times') }}
where
    abs(requester_wait_seconds + agent_wait_seconds - solve_seconds) > 0.001
    or abs(agent_work_seconds + on_hold_seconds - requester_wait_seconds) > 0.001
    or abs(requester_wait_business_seconds + agent_wait_business_seconds - solve_business_seconds) > 0.001
    or abs(agent_work_business_seconds + on_hold_business_seconds - requester_wait_business_seconds) > 0.001
    or unassigned_seconds > solve_seconds + 0.001
    or solve_business_seconds > solve_seconds + 0.001
