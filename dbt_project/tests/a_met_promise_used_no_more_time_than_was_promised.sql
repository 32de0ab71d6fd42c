select sla_target_id
from {{ ref('sla_outcomes') }}
where
    (outcome = 'met' and elapsed_seconds > target_seconds)
    or (outcome = 'missed' and elapsed_seconds <= target_seconds)
    or (outcome = 'missed' and not is_recorded and due_at > decided_at)
