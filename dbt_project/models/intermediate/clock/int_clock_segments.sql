with openings as (
    select * from {{ ref("int_clock_openings") }}
),

horizon as (
    select * from {{ ref("int_clock_horizon") }}
),

clock_days as (
    select
        clocks.clock,
        horizon.first_on,
        cast({{ dbt.dateadd("day", 1, "horizon.left_on") }} as date) as left_on
    from (select distinct clock from openings) as clocks
    cross join horizon
),

midnights as (
    {{ each_day("clock_days") }}
),

-- Before its first hours are in force and after its last ones a clock says nothing.
in_force as (
    select
        clock,
        min(day_starts_at) as starts_at,
        max(day_ends_at) as ends_at
    from openings
    group by clock
),

edges as (
    {%- for edge_at, change, relation in [
        ("starts_at", 1, "openings"), ("ends_at", -1, "openings"),
        ("starts_at", 0, "in_force"), ("ends_at", 0, "in_force"),
        (instant_at("'UTC'", "date_day", "0"), 0, "midnights"),
    ] %}
    select
        clock,
        {{ edge_at }} as edge_at,
        {{ change }} as openings
    from {{ relation }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

moments as (
    select
        clock,
        edge_at,
        sum(openings) as openings
    from edges
    where edge_at is not null
    group by clock, edge_at
),

-- Overlapping hours are open once: what counts is whether any is open, not how many.
depths as (
    select
        clock,
        edge_at as starts_at,
        lead(edge_at) over (partition by clock order by edge_at) as ends_at,
        sum(openings) over until_then as openings
    from moments
    window until_then as (
        partition by clock order by edge_at rows between unbounded preceding and current row
    )
),

segments as (
    select
        depths.clock,
        {{ utc_date("depths.starts_at") }} as utc_day,
        depths.starts_at,
        depths.ends_at,
        depths.openings > 0 as is_open,
        {{ seconds_between("depths.starts_at", "depths.ends_at") }} as seconds
    from depths
    inner join in_force
        on
            depths.clock = in_force.clock
            and depths.starts_at >= in_force.starts_at
            and depths.ends_at <= in_force.ends_at
    cross join horizon
    where
        depths.starts_at >= {{ instant_at("'UTC'", "horizon.first_on", "0") }}
        and depths.ends_at <= {{ instant_at("'UTC'", "horizon.left_on", "0") }}
)

select
    clock,
    utc_day,
    starts_at,
    ends_at,
    is_open,
    coalesce(
        sum(case when is_open then seconds else 0 end) over (
            partition by clock order by starts_at rows between unbounded preceding and 1 preceding
        ),
        0
    ) as open_seconds_before
from segments
