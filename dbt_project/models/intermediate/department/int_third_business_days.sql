-- A day of business is one of the calendar's own days, in its own time zone, on which it opens at all.
with openings as (
    select
        clock,
        day_starts_at,
        max(day_ends_at) as day_ends_at,
        max(case when starts_at is not null then 1 else 0 end) as is_open
    from {{ ref("int_clock_openings") }}
    group by clock, day_starts_at
),

numbered as (
    select
        clock,
        day_starts_at,
        is_open,
        -- Where one calendar follows another of a different zone, a day ends when the next one begins.
        least(
            day_ends_at,
            coalesce(lead(day_starts_at) over (partition by clock order by day_starts_at), day_ends_at)
        ) as day_ends_at,
        sum(is_open) over (partition by clock order by day_starts_at rows unbounded preceding) as open_days_so_far
    from openings
),

followed as (
    select
        numbered.clock,
        numbered.day_starts_at,
        numbered.day_ends_at,
        third.day_ends_at as third_business_day_ends_at
    from numbered
    inner join numbered as third
        on
            numbered.clock = third.clock
            and numbered.open_days_so_far + 3 = third.open_days_so_far
            and third.is_open = 1
)

-- A day of a calendar lies in one day of UTC or in two, by which it is looked up.
select
    clock,
    day_starts_at,
    day_ends_at,
    third_business_day_ends_at,
    {{ utc_date("day_starts_at") }} as utc_day
from followed
union distinct
select
    clock,
    day_starts_at,
    day_ends_at,
    third_business_day_ends_at,
    {{ utc_date("day_ends_at") }} as utc_day
from followed
