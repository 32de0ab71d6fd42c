with

surveys as (
    select
        *,
        coalesce(sent_at, answered_at) as first_seen_at,
        coalesce(kind, 'csat') as survey_kind,
        coalesce(scale_min, 1) as lowest_score,
        coalesce(scale_max, 5) as highest_score
    from {{ ref('int_survey_responses') }}
),

-- Scales of two or three steps have one good end; longer ones have two boxes that count as satisfied.
judged as (
    select
        *,
        score is not null and score >= lowest_score and score <= highest_score as is_answered,
        case
            when survey_kind <> 'csat' or score < lowest_score or score > highest_score then null
            when highest_score - lowest_score <= 2 then score >= highest_score
            else score >= highest_score - 1
        end as is_positive
    from surveys
),

-- Answers are no measure of who was asked, unless a source logs surveys without an answer as well.
logging_sources as (
    select distinct
        source,
        survey_kind
    from judged
    where score is null
),

counted as (
    select
        judged.*,
        case when logging_sources.source is not null then judged.is_answered end as is_returned
    from judged
    left join logging_sources
        on judged.source = logging_sources.source and judged.survey_kind = logging_sources.survey_kind
),

responses as (
    select
        response_id,
        case_id,
        contact_id,
        sent_at,
        answered_at,
        {{ local_date('first_seen_at') }} as sent_on,
        {{ dimensions('counted') }},
        survey_kind as kind,
        lowest_score as scale_min,
        highest_score as scale_max,
        case when is_answered then score end as score,
        is_answered,
        is_returned,
        is_positive
    from counted
)

select * from responses
order by sent_on, team, channel, agent, response_id
