{{ config(materialized='table') }}
select
    days.backlog_day_id || '-' || number as case_id,
    team,
    channel,
    backlog_on as first_on,
    backlog_on + 1 as left_on
from {{ ref('backlog_days') }} as days, range(days.open_cases) as numbers (number)
