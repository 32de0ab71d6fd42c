with versions as (
    {{ ranked_versions(source("directory", "holidays"), ["calendar", "day"]) }}
),

renamed as (
    select
        calendar,

        name,

        day
    from versions
    where version_rank = 1
)

select * from renamed
