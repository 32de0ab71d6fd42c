with started as (
    select
        cases.*,
        case when human_clocks.case_id is not null then human_clocks.human_clock_from else cases.opened_at end
            as clock_started_at
    from {{ ref("int_cases") }} as cases
    left join {{ ref("int_human_clocks") }} as human_clocks on cases.case_id = human_clocks.case_id
),

-- What only a bot dealt with was promised by nobody.
cases as (
    select
        started.*,
        resolutions.resolved_at,
        responses.first_response_at,
        started.recorded_sla_met is not null or started.sla_due_at is not null as is_recorded,
        {{ resolved_before_first_response("started") }} as is_resolved_first
    from started
    left join {{ ref("int_case_resolutions") }} as resolutions on started.case_id = resolutions.case_id
    left join {{ ref("int_first_responses") }} as responses on started.case_id = responses.case_id
    where started.clock_started_at is not null
),

-- Nobody waits for a first answer to a case that an agent opened.
responses as (
    select
        case_id,
        'first_response' as target,
        1 as wait_no,
        clock_started_at as started_at,
        first_response_at as fulfilled_at,
        is_resolved_first or coalesce(first_response_at < clock_started_at, false) as is_impossible
    from cases
    where coalesce(created_origin, '') <> 'agent'
),

next_responses as (
    select
        case_id,
        'next_response' as target,
        wait_no,
        started_at,
        fulfilled_at,
        false as is_impossible
    from {{ ref("int_sla_replies") }}
),

-- What a source judges itself is not judged again.
resolutions as (
    {%- for target in ["resolution", "requester_wait", "agent_work"] %}
    select
        case_id,
        '{{ target }}' as target,
        1 as wait_no,
        clock_started_at as started_at,
        resolved_at as fulfilled_at,
        is_resolved_first or coalesce(resolved_at < clock_started_at, false) as is_impossible
    from cases
    {%- if target == "resolution" %}
    where not is_recorded
    {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
),

waits as (
    select * from responses
    union all
    select * from next_responses
    union all
    select * from resolutions
)

select
    waits.case_id,
    waits.target,
    waits.wait_no,
    waits.started_at,
    waits.fulfilled_at,
    case when waits.fulfilled_at is null then cases.resolved_at end as abandoned_at,
    waits.is_impossible,
    coalesce({{ is_done("cases.status") }} and cases.resolved_at is null, false) as is_end_unknown
from waits
inner join cases on waits.case_id = cases.case_id
