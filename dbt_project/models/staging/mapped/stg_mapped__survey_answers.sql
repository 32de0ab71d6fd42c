with versions as (
    {{ ranked_versions(source("mapped", "survey_answers"), ["source", "key"], ["version_at"]) }}
),

renamed as (
    select
        source,
        key as response_key,
        case_key,
        contact_key,
        nullif(agent, '') as agent_account,
        nullif(team, '') as team_key,

        lower(kind) as kind,
        instrument_version,
        channel,
        topic,

        score,
        scale_min,
        scale_max,

        is_resolved,

        sent_at,
        answered_at
    from versions
    where version_rank = 1
)

select * from renamed
