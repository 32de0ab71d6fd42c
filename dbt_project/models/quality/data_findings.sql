with

cases as (
    select
        cases.*,
        cases.exclusion is null as is_counted,
        coalesce(cases.status in ('solved', 'closed'), false) as is_done,
        resolutions.resolved_at,
        responses.first_response_at,
        {{ resolved_before_first_response('cases') }} as is_resolved_first
    from {{ ref('int_cases') }} as cases
    left join {{ ref('case_resolutions') }} as resolutions on cases.case_id = resolutions.case_id
    left join {{ ref('first_responses') }} as responses on cases.case_id = responses.case_id
),

contacts as (
    select
        *,
        coalesce(outcome, '') <> 'ignored' as is_counted
    from {{ ref('int_contacts') }}
),

surveys as (
    select * from {{ ref('int_survey_responses') }}
),

offers as (
    select * from {{ ref('int_offers') }}
),

clock_faults as (
    select * from {{ ref('int_clock_faults') }}
),

input_faults as (
    select * from {{ ref('int_input_faults') }}
),

found as (
    {{ findings('cases', case_finding_rules()) }}
    union all
    {{ findings('contacts', contact_finding_rules()) }}
    union all
    {{ findings('surveys', survey_finding_rules()) }}
    union all
    {{ findings('offers', offer_finding_rules()) }}
    union all
    {{ findings('clock_faults', clock_finding_rules()) }}
    union all
    {{ findings('input_faults', input_finding_rules()) }}
),

keyed as (
    select
        {{ surrogate_key(['source', 'rule']) }} as finding_id,
        source,
        rule,
        cast(records as bigint) as records,
        sentence
    from found
)

select * from keyed
order by source, rule
