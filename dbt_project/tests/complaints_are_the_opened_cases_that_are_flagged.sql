select
    openings.case_id as opened_id,
    complaints.case_id as complaint_id
from {{ ref('case_openings') }} as openings
full join {{ ref('complaints') }} as complaints on openings.case_id = complaints.case_id
where
    (openings.is_complaint and complaints.case_id is null)
    or (complaints.case_id is not null and not coalesce(openings.is_complaint, false))
