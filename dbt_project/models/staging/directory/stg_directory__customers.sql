-- A withheld number is hashed to nobody, and nobody is the same customer as nobody else.
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
    where
        version_rank = 1
        and customer is not null
        and identifier is not null
)

select * from renamed
