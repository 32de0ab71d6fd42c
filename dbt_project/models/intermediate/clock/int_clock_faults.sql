with hours as (
    select * from {{ ref("int_calendar_hours") }}
),

overlapping as (
    select distinct
        one.calendar,
        one.iso_weekday,
        one.opens_second,
        one.closes_second,
        one.first_on
    from hours as one
    inner join hours as other
        on
            one.calendar = other.calendar
            and one.iso_weekday = other.iso_weekday
            and one.opens_second < other.closes_second
            and other.opens_second < one.closes_second
            and one.first_on < other.left_on
            and other.first_on < one.left_on
    where
        one.opens_second <> other.opens_second
        or one.closes_second <> other.closes_second
        or one.first_on <> other.first_on
        or one.left_on <> other.left_on
),

calendars as (
    select distinct calendar from hours
)

select
    'directory' as source,
    'calendar_hours_overlap' as fault,
    calendar,
    {{ surrogate_key(["iso_weekday", "opens_second", "closes_second", "first_on"]) }} as row_id
from overlapping
union all
select
    'directory' as source,
    'team_with_unknown_calendar' as fault,
    assignments.calendar,
    {{ surrogate_key(["assignments.team", "assignments.valid_from"]) }} as row_id
from {{ ref("stg_directory__team_calendars") }} as assignments
left join calendars on assignments.calendar = calendars.calendar
where calendars.calendar is null
union all
select
    'directory' as source,
    'holiday_of_unknown_calendar' as fault,
    holidays.calendar,
    {{ surrogate_key(["holidays.day"]) }} as row_id
from {{ ref("stg_directory__holidays") }} as holidays
left join calendars on holidays.calendar = calendars.calendar
where calendars.calendar is null
