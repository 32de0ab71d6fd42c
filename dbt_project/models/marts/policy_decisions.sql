with

-- A gift to somebody whom the policy owes nothing still gives what was asked for: called goodwill, a leak is
-- a leak.
decisions as (
    select
        *,
        complaint_outcome in ('fee_reversal', 'replacement', 'goodwill') as is_granted
    from {{ ref('int_cases') }}
    where
        exclusion is null
        and policy_eligible is not null
        and complaint_outcome in ('fee_reversal', 'replacement', 'goodwill', 'refusal')
),

resolutions as (
    select * from {{ ref('case_resolutions') }}
),

judged as (
    select
        decisions.*,
        coalesce(resolutions.team, decisions.team) as deciding_team,
        coalesce(resolutions.agent, decisions.agent) as decider
    from decisions
    left join resolutions on decisions.case_id = resolutions.case_id
),

policy_decisions as (
    select
        case_id,
        case_key,
        opened_at,
        {{ local_date('opened_at') }} as opened_on,
        {{ dimensions('judged', team='deciding_team', agent='decider') }},
        complaint_outcome as outcome,
        policy_eligible as is_eligible,
        is_granted,
        is_granted = policy_eligible as is_right,
        is_granted and not policy_eligible as is_leak,
        policy_eligible and not is_granted as is_wrongful_refusal
    from judged
)

select * from policy_decisions
order by opened_on, team, channel, agent, case_id
