with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

responses as (
    select
        cases.case_id,
        cases.case_key,
        cases.opened_at,
        {{ local_date('cases.opened_at') }} as opened_on,
        answers.clock_started_at,
        answers.first_response_at,
        {{ dimensions('cases', team='answers.replying_team', agent='answers.replying_agent') }},
        answers.first_response_at is not null as is_answered,
        answers.is_waiting,
        answers.first_response_seconds,
        answers.first_response_business_seconds,
        answers.first_response_business_at_event_seconds
    from cases
    inner join {{ ref('int_first_responses') }} as answers on cases.case_id = answers.case_id
)

select * from responses
order by opened_on, team, channel, agent, case_id
