-- However often a priority changed, the last target that was applied decides. Messages that wait are promises of
-- their own: each begins at its own moment.
select
    case_id,
    target,
    started_at
from {{ ref('sla_outcomes') }}
where outcome in ('met', 'missed', 'active', 'paused')
group by case_id, target, started_at
having count(*) > 1
