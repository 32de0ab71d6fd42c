with

resolutions as (
    select * from {{ ref('int_case_resolutions') }}
    where clock_started_at is not null
),

-- Most cases are resolved once, and their first resolution is their last.
dated as (
    select
        case_id,
        'last' as resolution,
        clock_started_at as started_at,
        resolved_at as ended_at
    from resolutions
    where resolved_at >= clock_started_at
    union all
    select
        case_id,
        'first' as resolution,
        clock_started_at as started_at,
        first_resolved_at as ended_at
    from resolutions
    where first_resolved_at >= clock_started_at and (resolved_at is null or resolved_at <> first_resolved_at)
),

placed as (
    {{ in_case_clocks("dated") }}
),

read as (
    {{ case_readings("placed") }}
)

select
    case_id,
    resolution,
    {{ seconds_between('started_at', 'ended_at') }} as resolution_seconds,
    {{ business_seconds_cumulative() }} as business_seconds,
    {{ business_seconds_at_event() }} as business_at_event_seconds
from read
