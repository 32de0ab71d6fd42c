select
    case_id,
    sum(share) as shares
from {{ ref('case_holdings') }}
where is_held_by_person
group by case_id
having sum(share) is null or abs(sum(share) - 1) > 0.000001
