with versions as (
    {{ ranked_versions(source("directory", "customers"), ["customer", "kind", "identifier"]) }}
),

renamed as (
    select
        customer,
        identifier,

        kind,

        coalesce(is_shared, false) as is_shared
    from versions
    where version_rank = 1
)

select * from renamed
