with conversations as (
    select * from {{ ref("stg_intercom__conversations") }}
),

parts as (
    {{ json_records(
        "conversations",
        ["source", "conversation_id"],
        "parts",
        {
            "part_type": "string", "created_at": "bigint", "author_type": "string", "author_id": "string",
            "assigned_to": "string"
        }
    ) }}
)

select
    source,
    conversation_id,
    element_no as part_no,
    {{ instant_from_epoch("created_at") }} as event_at,
    part_type,
    author_type,
    author_id,
    nullif(assigned_to, '0') as assigned_to
from parts
