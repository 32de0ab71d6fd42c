select contact_id
from {{ ref('queue_entries') }}
where
    (is_answered and is_abandoned)
    or (is_within_threshold and not is_answered)
    or (is_short_abandon and not is_abandoned)
    or (is_flow_out and (is_answered or is_abandoned))
    or (is_within_threshold and not (is_removed_within_threshold and is_judged_by_genesys))
