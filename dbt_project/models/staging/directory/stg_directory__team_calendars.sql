with versions as (
    {{ ranked_versions(source("directory", "team_calendars"), ["team", "valid_from"]) }}
),

renamed as (
    select
        team,
        calendar,

        valid_from
    from versions
    where version_rank = 1
)

select * from renamed
