with versions as (
    {{ ranked_versions(source("directory", "memberships"), ["agent", "valid_from"]) }}
),

renamed as (
    select
        agent,
        team,

        tier,

        valid_from,
        valid_to
    from versions
    where version_rank = 1
)

select * from renamed
