select contact_id
from {{ ref('first_contacts') }}
where
    (is_resolved_strict and not coalesce(is_resolved_no_transfer, false))
    or (is_resolved_strict and not coalesce(is_resolved_repeat_issue, true))
    or (is_resolved_repeat_any and not coalesce(is_resolved_repeat_issue, true))
    or (is_resolved_repeat_any and repeated_after_seconds is not null)
    or (not is_resolved_repeat_any and repeated_after_seconds is null)
    or (not is_resolved_repeat_issue and issue_repeats = 0)
    or (not is_mature and coalesce(is_resolved_strict, is_resolved_repeat_any, is_resolved_one_touch) is not null)
