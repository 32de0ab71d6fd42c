-- Whatever the rule, an answer is given away once: in shares, to whom it names, to who closed the matter.
select response_id
from {{ ref('survey_credits') }}
group by response_id
having
    sum(share) <> 1
    or sum(case when is_named then 1 else 0 end) <> 1
    or sum(case when is_closer then 1 else 0 end) <> 1
    or sum(case when is_involved then 1 else 0 end) = 0
