with versions as (
    {{ ranked_versions(source("directory", "calendars"), ["calendar", "weekday", "opens", "valid_from"]) }}
),

renamed as (
    select
        calendar,

        time_zone,
        weekday,
        opens,
        closes,

        valid_from,
        valid_to
    from versions
    where version_rank = 1
)

select * from renamed
