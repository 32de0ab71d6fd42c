with

surveys as (
    select * from {{ ref('survey_responses') }}
    where is_positive is not null
),

people as (
    select * from {{ ref('int_survey_agents') }}
),

-- Nobody at work is known where a survey names neither contact nor case: then it is about whom it names.
measured as (
    select
        surveys.response_id,
        surveys.case_id,
        surveys.sent_at,
        surveys.sent_on,
        surveys.channel,
        surveys.topic,
        surveys.priority,
        surveys.source,
        surveys.is_positive,
        people.agent,
        coalesce(people.named_team, people.team) as team,
        people.is_named,
        max(case when people.is_closer then 1 else 0 end) over (partition by surveys.response_id) = 1
            as has_closer,
        max(case when people.is_at_work and people.agent is not null then 1 else 0 end)
            over (partition by surveys.response_id)
        = 1 as has_somebody_at_work,
        people.is_closer,
        people.is_at_work and people.agent is not null as is_at_work,
        case when people.agent is not null and people.seconds > 0 then people.seconds end as seconds,
        sum(case when people.agent is not null and people.seconds > 0 then people.seconds end)
            over (partition by surveys.response_id) as all_seconds
    from surveys
    inner join people on surveys.response_id = people.response_id
),

ruled as (
    select
        *,
        case when has_closer then is_closer else is_named end as is_credited_closer,
        case when has_somebody_at_work then is_at_work else is_named end as is_involved
    from measured
),

-- Shares are cut to six decimals; what that loses goes to the largest, so that they make 1 exactly.
shared as (
    select
        *,
        case
            when all_seconds is not null then cast(seconds / all_seconds as decimal(9, 6))
            when is_credited_closer then cast(1 as decimal(9, 6))
        end as rounded_share,
        row_number() over (partition by response_id order by seconds desc nulls last, agent asc) as size_rank
    from ruled
),

totalled as (
    select
        *,
        sum(case when all_seconds is not null then rounded_share end) over (partition by response_id)
            as share_total
    from shared
),

credits as (
    select
        {{ surrogate_key(['response_id', 'agent']) }} as survey_credit_id,
        response_id,
        case_id,
        sent_at,
        sent_on,
        {{ dimensions('totalled') }},
        is_positive,
        is_named,
        is_credited_closer as is_closer,
        is_involved,
        seconds as handling_seconds,
        cast(
            case when size_rank = 1 then rounded_share + 1 - coalesce(share_total, 1) else rounded_share end
            as decimal(9, 6)
        ) as share
    from totalled
)

select * from credits
order by sent_on, team, channel, agent, survey_credit_id
