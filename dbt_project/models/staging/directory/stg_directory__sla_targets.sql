with versions as (
    {{ ranked_versions(source("directory", "sla_targets"), ["priority", "valid_from"]) }}
),

renamed as (
    select
        {{ priority_word("priority") }} as priority,

        first_response_seconds,
        resolution_seconds,

        valid_from
    from versions
    where version_rank = 1
)

select * from renamed
