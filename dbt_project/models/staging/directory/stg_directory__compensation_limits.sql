with versions as (
    {{ ranked_versions(source("directory", "compensation_limits"), ["agent", "tier", "valid_from"]) }}
),

renamed as (
    select
        agent,

        tier,
        limit_amount,

        valid_from
    from versions
    where version_rank = 1
)

select * from renamed
