-- A day of business is one on which the clock is open at all, however briefly.
with segments as (
    select
        clock,
        is_open,
        {{ local_date("starts_at") }} as first_on,
        {{ local_date(seconds_after("ends_at", "-1")) }} as last_on
    from {{ ref("int_clock_segments") }}
),

open_days as (
    select
        clock,
        first_on as date_day
    from segments
    where is_open
    union distinct
    select
        clock,
        last_on as date_day
    from segments
    where is_open
),

clock_days as (
    select
        clock,
        min(first_on) as first_on,
        cast({{ dbt.dateadd("day", 1, "max(last_on)") }} as date) as left_on
    from segments
    group by clock
),

days as (
    {{ each_day("clock_days") }}
),

numbered as (
    select
        days.clock,
        days.date_day,
        open_days.date_day is not null as is_open,
        count(open_days.date_day) over (partition by days.clock order by days.date_day) as open_days_so_far
    from days
    left join open_days on days.clock = open_days.clock and days.date_day = open_days.date_day
)

select
    numbered.clock,
    numbered.date_day,
    third.date_day as third_business_day_on
from numbered
left join numbered as third
    on
        numbered.clock = third.clock
        and numbered.open_days_so_far + 3 = third.open_days_so_far
        and third.is_open
