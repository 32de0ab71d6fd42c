-- The backlog of a day is that of the day before, plus the cases that entered, less those that left.
with

days as (
    select
        source,
        backlog_on,
        sum(open_cases) as open_cases
    from {{ ref('backlog_days') }}
    group by source, backlog_on
),

intervals as (
    select
        cases.source,
        {{ local_date('intervals.open_from') }} as entered_on,
        {{ local_date('intervals.open_to') }} as left_on
    from {{ ref('int_open_intervals') }} as intervals
    inner join {{ ref('int_cases') }} as cases on intervals.case_id = cases.case_id
    where cases.exclusion is null
),

moves as (
    select
        source,
        entered_on as moved_on,
        1 as step
    from intervals
    union all
    select
        source,
        left_on as moved_on,
        -1 as step
    from intervals
    where left_on is not null
),

flows as (
    select
        source,
        moved_on,
        sum(step) as net_flow
    from moves
    group by source, moved_on
),

compared as (
    select
        days.source,
        days.backlog_on,
        days.open_cases,
        coalesce(lag(days.open_cases) over (partition by days.source order by days.backlog_on), 0)
        + coalesce(flows.net_flow, 0) as expected_cases,
        row_number() over (partition by days.source order by days.backlog_on) as day_no
    from days
    left join flows on days.source = flows.source and days.backlog_on = flows.moved_on
)

-- Before the first day with a backlog, cases came and went within a day: only later days have a day before.
select * from compared
where day_no > 1 and open_cases <> expected_cases
