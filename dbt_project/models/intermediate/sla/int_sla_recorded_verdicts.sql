with cases as (
    select
        cases.*,
        resolutions.resolved_at,
        coalesce(resolutions.resolved_at < cases.opened_at, false)
        or {{ resolved_before_first_response("cases") }} as is_impossible,
        coalesce(coverage.latest_at, cases.last_seen_at) as data_as_of
    from {{ ref("int_cases") }} as cases
    left join {{ ref("int_case_resolutions") }} as resolutions on cases.case_id = resolutions.case_id
    left join {{ ref("int_source_coverage") }} as coverage on cases.source = coverage.source
    where cases.recorded_sla_met is not null or cases.sla_due_at is not null
),

-- A source's own verdict of success counts only at the end. Where it names only when the case was due, what
-- happened by then decides; what is not due yet is neither met nor missed.
judged as (
    select
        *,
        recorded_sla_met is not null as is_recorded,
        case
            when exclusion is not null then 'cancelled'
            when recorded_sla_met and status in ('new', 'open', 'pending', 'on_hold') then 'active'
            when recorded_sla_met then 'met'
            when not recorded_sla_met then 'missed'
            when is_impossible then 'cancelled'
            when resolved_at <= sla_due_at then 'met'
            when resolved_at > sla_due_at or sla_due_at < data_as_of then 'missed'
            else 'active'
        end as outcome
    from cases
)

select
    {{ surrogate_key(["case_id", "'resolution'", "1"]) }} as sla_target_id,
    case_id,
    'resolution' as target,
    1 as application_no,
    'recorded' as policy,
    priority,
    'calendar' as clock,
    cast(null as bigint) as seconds,
    opened_at as started_at,
    opened_at as applied_at,
    sla_due_at as due_at,
    case
        when outcome in ('met', 'missed') and is_recorded
            then coalesce(resolved_at, recorded_closed_at, sla_due_at)
        when outcome = 'met' then resolved_at
        when outcome = 'missed' then sla_due_at
        when outcome = 'cancelled' then last_seen_at
    end as decided_at,
    data_as_of,
    outcome,
    case
        when resolved_at is not null and not is_impossible
            then {{ seconds_between("opened_at", "resolved_at") }}
    end as elapsed_seconds,
    cast(null as double) as paused_seconds,
    is_recorded,
    case
        when exclusion is not null then 'Cancelled: the case was set aside as ' || exclusion || '.'
        when outcome = 'cancelled' then 'Cancelled: the recorded times contradict each other.'
        when is_recorded and outcome = 'active' then 'Active: kept so far by the word of the source.'
        when is_recorded and outcome = 'met' then 'Met by the word of the source.'
        when is_recorded then 'Missed by the word of the source.'
        when outcome = 'met' then 'Met: resolved by the time that the source promised.'
        when outcome = 'missed' then 'Missed: not resolved by the time that the source promised.'
        else 'Active: not resolved yet, and not due by the word of the source.'
    end as reason
from judged
