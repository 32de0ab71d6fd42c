with

-- Without those let pass there is nothing to compare offers with.
opportunities as (
    select * from {{ ref('offers') }}
    where is_opportunity_used is not null
),

purchases as (
    select * from {{ ref('int_opportunity_purchases') }}
),

answers as (
    select
        response_id,
        case_id,
        contact_id,
        coalesce(sent_at, answered_at) as asked_at,
        is_positive
    from {{ ref('survey_responses') }}
    where is_positive is not null
),

-- An answer is about what came before it: the latest opportunity in its contact or case.
candidates as (
    select
        answers.response_id,
        answers.is_positive,
        opportunities.offer_id,
        opportunities.offered_at
    from answers
    inner join opportunities on answers.case_id = opportunities.case_id and opportunities.offered_at <= answers.asked_at
    union
    select
        answers.response_id,
        answers.is_positive,
        opportunities.offer_id,
        opportunities.offered_at
    from answers
    inner join opportunities
        on answers.contact_id = opportunities.contact_id and opportunities.offered_at <= answers.asked_at
),

ranked as (
    select
        *,
        row_number() over (partition by response_id order by offered_at desc, offer_id desc) as recency
    from candidates
),

answered as (
    select
        offer_id,
        count(*) as answers,
        sum(case when is_positive then 1 else 0 end) as satisfied_answers
    from ranked
    where recency = 1
    group by offer_id
),

outcomes as (
    select
        opportunities.offer_id,
        opportunities.offered_at,
        opportunities.offered_on,
        {{ dimensions('opportunities') }},
        opportunities.is_opportunity_used as is_offered,
        purchases.is_bought,
        cast(coalesce(answered.answers, 0) as bigint) as answers,
        cast(coalesce(answered.satisfied_answers, 0) as bigint) as satisfied_answers
    from opportunities
    left join purchases on opportunities.offer_id = purchases.offer_id
    left join answered on opportunities.offer_id = answered.offer_id
)

select * from outcomes
order by offered_on, team, channel, agent, offer_id
