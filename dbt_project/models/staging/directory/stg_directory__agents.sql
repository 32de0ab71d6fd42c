with versions as (
    {{ ranked_versions(source("directory", "agents"), ["system", "account"], ["valid_as_of"]) }}
),

renamed as (
    select
        system,
        account,
        agent,

        name as agent_name,
        coalesce(lower(kind), 'human') as kind,

        valid_as_of
    from versions
    where version_rank = 1
)

select * from renamed
