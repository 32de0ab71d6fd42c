with assignments as (
    select
        team,
        calendar,
        coalesce(valid_from, date '0001-01-01') as first_on
    from {{ ref("stg_directory__team_calendars") }}
),

own as (
    select
        team,
        min(first_on) as first_on
    from assignments
    group by team
),

-- The calendar of all teams holds for a team until its own begins.
applied as (
    select * from assignments
    union all
    select
        own.team,
        assignments.calendar,
        assignments.first_on
    from own
    inner join assignments on own.first_on > assignments.first_on
    where assignments.team = '*' and own.team <> '*'
),

bounded as (
    select
        *,
        coalesce(
            lead(first_on) over (partition by team order by first_on), date '9999-12-31'
        ) as left_on,
        case
            when first_on > date '0001-01-01' then cast(first_on as {{ dbt.type_string() }}) || ' '
            else ''
        end || calendar as word
    from applied
),

-- Teams of one history share one clock, which bears the names of its calendars.
clocks as (
    select
        team,
        {{ dbt.listagg("word", "', '", "order by first_on") }} as clock
    from bounded
    group by team
)

select
    bounded.team,
    clocks.clock,
    bounded.calendar,
    bounded.first_on,
    bounded.left_on
from bounded
inner join clocks on bounded.team = clocks.team
