{%- set window_seconds = var('survey_window_days') | int * 86400 -%}
with

-- A scale runs from its worst answer to its best, so one written from 7 to 1 says that 1 is the best.
surveys as (
    select
        *,
        coalesce(sent_at, answered_at) as first_seen_at,
        coalesce(kind, 'csat') as survey_kind,
        coalesce(scale_min, case kind when 'nps' then 0 else 1 end) as worst_score,
        coalesce(scale_max, case kind when 'nps' then 10 when 'ces' then 7 else 5 end) as best_score
    from {{ ref('int_survey_responses') }}
),

oriented as (
    select
        *,
        least(worst_score, best_score) as lowest_score,
        greatest(worst_score, best_score) as highest_score,
        case when worst_score > best_score then worst_score + best_score - score else score end as goodness
    from surveys
),

answers as (
    select
        *,
        goodness is not null and goodness >= lowest_score and goodness <= highest_score as is_answered
    from oriented
),

-- Scales of two or three steps have one good end; longer ones have two boxes that count as satisfied.
judged as (
    select
        *,
        case
            when survey_kind <> 'csat' or not is_answered then null
            when highest_score - lowest_score <= 2 then goodness >= highest_score
            else goodness >= highest_score - 1
        end as is_positive,
        survey_kind = 'csat'
        and (highest_score - lowest_score = 1 or (lowest_score = 1 and highest_score in (3, 5)))
            as is_on_zendesk_scale,
        case
            when survey_kind = 'csat' and is_answered and lowest_score = 1 and highest_score = 5 then goodness
        end as rating,
        case
            when survey_kind = 'ces' and is_answered and lowest_score = 1 and highest_score = 7 then goodness
        end as effort_score,
        case
            when survey_kind = 'nps' and is_answered and lowest_score = 0 and highest_score = 10 then goodness
        end as recommendation
    from answers
),

-- Answers are no measure of who was asked, unless a source logs surveys without an answer as well.
logging_sources as (
    select distinct
        source,
        survey_kind
    from judged
    where score is null
),

dating_sources as (
    select distinct
        source,
        survey_kind
    from judged
    where answered_at is not null
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

-- A survey that may still be answered within the window says nothing about it yet, answered or not; and where
-- nobody notes when answers came, those that did not come would be all that is known.
counted as (
    select
        judged.*,
        case when logging_sources.source is not null then judged.is_answered end as is_returned,
        logging_sources.source is not null and dating_sources.source is not null as is_windowed,
        {{ seconds_between('judged.sent_at', 'coverage.latest_at') }} >= {{ window_seconds }}
            as is_mature,
        {{ seconds_between('judged.sent_at', 'judged.answered_at') }} <= {{ window_seconds }}
            as is_answered_in_window
    from judged
    left join coverage on judged.source = coverage.source
    left join logging_sources
        on judged.source = logging_sources.source and judged.survey_kind = logging_sources.survey_kind
    left join dating_sources
        on judged.source = dating_sources.source and judged.survey_kind = dating_sources.survey_kind
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
        {{ recorded('instrument_version') }} as instrument_version,
        worst_score as scale_min,
        best_score as scale_max,
        cast(cast(worst_score as integer) as {{ dbt.type_string() }})
        || ' to ' || cast(cast(best_score as integer) as {{ dbt.type_string() }}) as scale,
        case when is_answered then score end as score,
        is_answered,
        is_returned,
        case
            when not is_mature or not is_windowed then null
            when is_returned then is_answered_in_window
            else false
        end as is_returned_in_window,
        case when is_windowed then not is_mature end as is_immature,
        is_positive,
        case when is_on_zendesk_scale then is_positive end as is_zendesk_good,
        rating,
        effort_score,
        cast(
            case
                when recommendation >= 9 then 100
                when recommendation <= 6 then -100
                when recommendation is not null then 0
            end as bigint
        ) as nps_points
    from counted
)

select * from responses
order by sent_on, team, channel, agent, response_id
