with declared as (
    select
        calendar,
        time_zone,
        case weekday
            when 'monday' then 1
            when 'tuesday' then 2
            when 'wednesday' then 3
            when 'thursday' then 4
            when 'friday' then 5
            when 'saturday' then 6
            when 'sunday' then 7
        end as iso_weekday,
        {{ seconds_of_day("opens") }} as opens_second,
        {{ seconds_of_day("closes") }} as closes_second,
        coalesce(valid_from, date '0001-01-01') as first_on,
        coalesce(valid_to, date '9999-12-31') as left_on
    from {{ ref("stg_directory__calendars") }}
)

-- Hours that end on the next day are two stretches, so that each second is judged by the day that it lies on.
select
    calendar,
    time_zone,
    iso_weekday,
    opens_second,
    case when closes_second <= opens_second then 86400 else closes_second end as closes_second,
    first_on,
    left_on
from declared
union distinct
select
    calendar,
    time_zone,
    iso_weekday % 7 + 1 as iso_weekday,
    0 as opens_second,
    closes_second,
    first_on,
    left_on
from declared
where closes_second <= opens_second and closes_second > 0
