{{ config(materialized='table') }}
select *
from (
    values
        ('1', date '2026-01-30', 'A', 'phone', 7),
        ('2', date '2026-01-31', 'B', 'phone', 3),
        ('3', date '2026-02-09', 'A', 'phone', 5),
        ('4', date '2026-02-10', 'B', 'phone', 4)
) as days (backlog_day_id, backlog_on, team, channel, open_cases)
