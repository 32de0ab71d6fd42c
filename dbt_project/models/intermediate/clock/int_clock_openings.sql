with horizon as (
    select
        cast({{ dbt.dateadd("day", -2, "first_on") }} as date) as first_on,
        cast({{ dbt.dateadd("day", 2, "left_on") }} as date) as left_on
    from {{ ref("int_clock_horizon") }}
),

assignments as (
    select distinct
        clock,
        calendar,
        first_on,
        left_on
    from {{ ref("int_team_calendars") }}
),

bounded as (
    select
        assignments.clock,
        hours.calendar,
        hours.time_zone,
        hours.iso_weekday,
        hours.opens_second,
        hours.closes_second,
        greatest(assignments.first_on, hours.first_on, horizon.first_on) as first_on,
        least(assignments.left_on, hours.left_on, horizon.left_on) as left_on
    from assignments
    inner join {{ ref("int_calendar_hours") }} as hours on assignments.calendar = hours.calendar
    cross join horizon
),

days as (
    {{ each_day("bounded") }}
),

-- A row for every day on which hours of a clock are in force, also when they are not of that weekday.
in_force as (
    select
        days.clock,
        days.date_day = holidays.day as is_holiday,
        days.iso_weekday = {{ iso_weekday("days.date_day") }} as is_weekday,
        {{ instant_at("days.time_zone", "days.date_day", "0") }} as day_starts_at,
        {{ instant_at("days.time_zone", "days.date_day", "86400") }} as day_ends_at,
        {{ instant_at("days.time_zone", "days.date_day", "days.opens_second") }} as starts_at,
        {{ instant_at("days.time_zone", "days.date_day", "days.closes_second") }} as ends_at
    from days
    left join {{ ref("stg_directory__holidays") }} as holidays
        on days.calendar = holidays.calendar and days.date_day = holidays.day
)

select distinct
    clock,
    day_starts_at,
    day_ends_at,
    case when is_weekday and is_holiday is null and ends_at > starts_at then starts_at end as starts_at,
    case when is_weekday and is_holiday is null and ends_at > starts_at then ends_at end as ends_at
from in_force
