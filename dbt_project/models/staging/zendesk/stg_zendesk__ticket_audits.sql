with versions as (
    {{ ranked_versions(source("zendesk", "ticket_audits"), ["source", "audit_id"], ["created_at"]) }}
),

renamed as (
    select
        source,
        audit_id,
        ticket_id,
        nullif(author_id, '') as author_id,
        author_key,

        via_channel,
        via_rel,

        created_at,

        via_source_ticket_ids,
        events
    from versions
    where version_rank = 1
)

select * from renamed
