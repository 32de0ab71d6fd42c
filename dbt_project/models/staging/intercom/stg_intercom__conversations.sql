with versions as (
    {{ ranked_versions(
        source("intercom", "conversations"),
        ["source", "conversation_id"], ["updated_at"]
    ) }}
),

renamed as (
    select
        source,
        conversation_id,
        contact_id as contact_key,
        contact_external_id as contact_external_key,
        nullif(admin_assignee_id, '0') as admin_assignee_id,
        nullif(team_assignee_id, '0') as team_assignee_id,
        nullif(rated_admin_id, '0') as rated_admin_id,

        state,
        source_type,
        delivered_as,
        author_type,
        priority,
        topic,
        language,

        rating,

        is_open,

        created_at,
        updated_at,
        rating_asked_at,
        first_admin_reply_at,

        tags,
        parts
    from versions
    where version_rank = 1
)

select * from renamed
