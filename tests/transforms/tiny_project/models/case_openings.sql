{{ config(materialized='table') }}
select *
from (
    values
        ('1', date '2026-01-05', 'A', 'email', 'x', true),
        ('2', date '2026-01-06', 'A', 'phone', 'x', false),
        ('3', date '2026-02-03', 'A', 'phone', 'x', false),
        ('4', date '2026-02-04', 'it''s {{ "{{ 1 }}" }}', 'phone', 'x', false),
        ('5', null, 'not recorded', 'phone', 'y', true)
) as cases (case_id, opened_on, team, channel, current_team, is_escalated)
