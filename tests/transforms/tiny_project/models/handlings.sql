{{ config(materialized='table') }}
select *
from (
    values
        ('1', date '2026-01-05', 'A', 'phone', 2.0),
        ('2', date '2026-01-05', 'A', 'phone', 4.0),
        ('3', date '2026-01-06', 'A', 'phone', 6.0),
        ('4', date '2026-01-06', 'B', 'phone', 9.0)
) as legs (contact_id, handled_on, team, channel, handle_seconds)
