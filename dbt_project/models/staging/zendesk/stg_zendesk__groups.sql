with versions as (
    {{ ranked_versions(source("zendesk", "groups"), ["source", "group_id"], ["updated_at"]) }}
),

renamed as (
    select
        source,
        group_id,

        name as group_name,

        is_deleted,

        updated_at
    from versions
    where version_rank = 1
)

select * from renamed
