with versions as (
    {{ ranked_versions(source("intercom", "teams"), ["source", "team_id"]) }}
),

renamed as (
    select
        source,
        team_id,

        name as team_name
    from versions
    where version_rank = 1
)

select * from renamed
