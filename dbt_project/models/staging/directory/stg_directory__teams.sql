with versions as (
    {{ ranked_versions(source("directory", "teams"), ["system", "key"]) }}
),

renamed as (
    select
        system,
        key as team_key,

        team,

        tier
    from versions
    where version_rank = 1
)

select * from renamed
