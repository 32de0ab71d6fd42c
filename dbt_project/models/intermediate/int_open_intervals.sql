with cases as (
    select * from {{ ref("int_cases") }}
    where opened_at is not null
),

events as (
    select * from {{ ref("int_case_events") }}
    where event_type in ('created', 'status')
),

histories as (
    select * from {{ ref("int_case_histories") }}
    where has_status_history
),

-- A case is open from its creation, whatever its first status says, until a status that waits for nobody. If the first
-- change that is known leaves such a status, the one that led to it is lost: until when it was open nobody knows.
described as (
    select
        events.*,
        case
            when events.event_type = 'status' then events.to_value
            else lead(events.from_value) over (partition by events.case_id order by events.event_no)
        end as status_after
    from events
    inner join histories on events.case_id = histories.case_id
),

states as (
    select
        case_id,
        event_at,
        event_no,
        {{ is_done("status_after") }} as is_done
    from described
),

compared as (
    select
        *,
        lag(is_done) over (partition by case_id order by event_no) as was_done
    from states
),

turns as (
    select
        case_id,
        is_done,
        event_at,
        lead(event_at) over (partition by case_id order by event_no) as next_turn_at
    from compared
    where is_done is distinct from was_done
),

-- A history that was cut off may end before the case did; then the case left when it was last seen.
from_histories as (
    select
        turns.case_id,
        turns.event_at as open_from,
        case
            when turns.next_turn_at is null and {{ is_done("cases.status") }} then cases.last_seen_at
            else turns.next_turn_at
        end as open_to
    from turns
    inner join cases on turns.case_id = cases.case_id
    where not turns.is_done
),

-- A case that is done at an unknown time was open for an unknown time, and is left out.
from_records as (
    select
        cases.case_id,
        cases.opened_at as open_from,
        coalesce(cases.recorded_resolved_at, cases.recorded_closed_at) as open_to
    from cases
    left join histories on cases.case_id = histories.case_id
    where
        histories.case_id is null
        and (
            cases.recorded_resolved_at is not null
            or cases.recorded_closed_at is not null
            or not {{ is_done("cases.status") }}
        )
),

intervals as (
    select * from from_histories
    union all
    select * from from_records
)

select
    case_id,
    open_from,
    open_to
from intervals
where open_to is null or open_to > open_from
