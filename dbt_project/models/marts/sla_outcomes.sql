with

verdicts as (
    select * from {{ ref('int_sla_verdicts') }}
    union all
    select * from {{ ref('int_sla_recorded_verdicts') }}
),

cases as (
    select * from {{ ref('int_cases') }}
),

-- Whoever holds the case when a promise is met or missed could still act. A source's own verdict, and what is
-- not decided, is with the present holder.
holders as (
    select
        verdicts.sla_target_id,
        states.team,
        states.agent,
        row_number() over (partition by verdicts.sla_target_id order by states.state_no desc) as recency
    from verdicts
    inner join {{ ref('int_case_states') }} as states
        on verdicts.case_id = states.case_id and verdicts.decided_at >= states.changed_at
    where verdicts.outcome in ('met', 'missed') and not verdicts.is_recorded
),

held as (
    select
        verdicts.*,
        cases.case_key,
        cases.opened_at,
        cases.source,
        cases.channel,
        cases.topic,
        case when holders.sla_target_id is null then cases.team else holders.team end as team,
        case when holders.sla_target_id is null then cases.agent else holders.agent end as agent,
        {{ local_date('coalesce(verdicts.decided_at, verdicts.data_as_of)') }} as last_judged_on
    from verdicts
    inner join cases on verdicts.case_id = cases.case_id
    left join holders on verdicts.sla_target_id = holders.sla_target_id and holders.recency = 1
),

outcomes as (
    select
        sla_target_id,
        case_id,
        case_key,
        opened_at,
        target,
        cast(application_no as bigint) as application_no,
        policy,
        clock,
        cast(seconds as bigint) as target_seconds,
        started_at,
        applied_at,
        due_at,
        decided_at,
        case when outcome in ('met', 'missed') then {{ local_date('decided_at') }} else last_judged_on end
            as decided_on,
        {{ dimensions('held') }},
        outcome,
        reason,
        cast(elapsed_seconds as double) as elapsed_seconds,
        cast(paused_seconds as double) as paused_seconds,
        is_recorded,
        case outcome when 'met' then true when 'missed' then false end as is_met
    from held
)

select * from outcomes
order by decided_on, team, channel, agent, case_id, target, application_no
