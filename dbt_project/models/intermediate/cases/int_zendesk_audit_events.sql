with audits as (
    select
        *,
        author_id as audit_author_id,
        author_key as audit_author_key
    from {{ ref("stg_zendesk__ticket_audits") }}
),

events as (
    {{ json_records(
        "audits",
        ["source", "ticket_id", "audit_id", "created_at", "audit_author_id", "audit_author_key"],
        "events",
        {
            "type": "string", "field_name": "string", "value": "string", "previous_value": "string",
            "public": "boolean", "author_id": "string", "author_key": "string"
        }
    ) }}
)

select
    source,
    ticket_id,
    audit_id,
    try_cast(audit_id as bigint) as audit_no,
    element_no,
    created_at as event_at,
    -- Who writes a comment need not be who sent the update that holds it.
    coalesce(author_id, audit_author_id) as author_id,
    coalesce(author_key, audit_author_key) as author_key,
    type as audit_event,
    field_name,
    -- Nobody is written as null, as an empty text or as nought.
    nullif(nullif(value, ''), '0') as to_word,
    nullif(nullif(previous_value, ''), '0') as from_word,
    case when field_name = 'assignee_id' then nullif(nullif(value, ''), '0') end as assignee_id,
    public as is_public
from events
