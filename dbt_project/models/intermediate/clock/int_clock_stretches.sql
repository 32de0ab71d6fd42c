with stretches as (
    select
        clock,
        starts_at,
        open_seconds_before,
        open_seconds_before + {{ seconds_between("starts_at", "ends_at") }} as open_seconds_after
    from {{ ref("int_clock_segments") }}
    where is_open
),

-- No segment is longer than a day, so that a stretch lies in one bucket or in two.
bucketed as (
    select
        *,
        cast(floor(open_seconds_before / 86400) as bigint) + 1 as bucket
    from stretches
    union distinct
    select
        *,
        {{ clock_bucket("open_seconds_after") }} as bucket
    from stretches
)

select
    clock,
    bucket,
    starts_at,
    open_seconds_before,
    open_seconds_after
from bucketed
