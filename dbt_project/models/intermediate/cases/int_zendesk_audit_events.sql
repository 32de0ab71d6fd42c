with audits as (
    select * from {{ ref("stg_zendesk__ticket_audits") }}
),

events as (
    {{ json_records(
        "audits",
        ["source", "ticket_id", "audit_id", "created_at", "via_rel", "author_id", "author_key"],
        "events",
        {
            "type": "string", "field_name": "string", "value": "string", "previous_value": "string",
            "public": "boolean"
        }
    ) }}
)

select
    source,
    ticket_id,
    audit_id,
    cast(audit_id as bigint) as audit_no,
    element_no,
    created_at as event_at,
    via_rel,
    author_id,
    author_key,
    type as audit_event,
    field_name,
    -- Nobody is written as null, as an empty text or as nought.
    case when field_name in ('group_id', 'assignee_id') then nullif(nullif(value, ''), '0') else value end as to_word,
    case
        when field_name in ('group_id', 'assignee_id') then nullif(nullif(previous_value, ''), '0')
        else previous_value
    end as from_word,
    public as is_public
from events
