with versions as (
    {{ ranked_versions(source("directory", "shifts"), ["agent", "starts_at"]) }}
),

renamed as (
    select
        agent,

        activity,

        coalesce(is_paid, true) as is_paid,

        starts_at,
        ends_at
    from versions
    where version_rank = 1
)

select * from renamed
