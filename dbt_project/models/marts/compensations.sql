with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null and coalesce(recorded_is_compensated, compensation_amount > 0, false)
),

resolutions as (
    select * from {{ ref('case_resolutions') }}
),

limits as (
    select * from {{ ref('int_agent_limits') }}
),

-- Who resolved the case decided what the customer got, else who has it.
given as (
    select
        cases.*,
        coalesce(resolutions.team, cases.team) as deciding_team,
        coalesce(resolutions.agent, cases.agent) as decider,
        {{ local_date('coalesce(resolutions.resolved_at, cases.last_seen_at, cases.opened_at)') }}
            as decided_on
    from cases
    left join resolutions on cases.case_id = resolutions.case_id
),

-- An agent's own limit comes before that of the tier; of each kind the newest in force on the day counts.
ranked_limits as (
    select
        given.case_id,
        limits.limit_amount,
        row_number() over (
            partition by given.case_id
            order by case when limits.is_own then 0 else 1 end, limits.declared_from desc nulls last
        ) as limit_rank
    from given
    inner join limits on given.decider = limits.agent
    where
        given.decided_on >= coalesce(limits.valid_from, given.decided_on)
        and (given.decided_on < limits.valid_to or limits.valid_to is null)
),

-- Where no limit is declared nobody knows; and nobody can approve their own gift.
compensations as (
    select
        given.case_id,
        given.case_key,
        given.opened_at,
        {{ local_date('given.opened_at') }} as opened_on,
        given.decided_on,
        {{ dimensions('given', team='deciding_team', agent='decider') }},
        {{ recorded('given.complaint_outcome') }} as kind,
        given.compensation_amount as amount,
        ranked_limits.limit_amount,
        {{ recorded('given.compensation_approved_by') }} as approved_by,
        case
            when ranked_limits.limit_amount is null or given.compensation_amount is null then null
            when given.compensation_amount <= ranked_limits.limit_amount then true
            else coalesce(given.compensation_approved_by <> given.decider, false)
        end as is_authorised
    from given
    left join ranked_limits on given.case_id = ranked_limits.case_id and ranked_limits.limit_rank = 1
)

select * from compensations
order by opened_on, team, channel, agent, case_id
