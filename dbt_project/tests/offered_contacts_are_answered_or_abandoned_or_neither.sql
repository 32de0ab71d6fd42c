select contact_id
from {{ ref('queue_entries') }}
where
    (is_answered and is_abandoned)
    or (is_within_threshold and not is_answered)
    or (is_short_abandon and not is_abandoned)
