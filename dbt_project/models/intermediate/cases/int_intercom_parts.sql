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
            "assigned_to": "string", "assigned_to_type": "string"
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
    case when author_type = 'admin' then author_id end as admin_id,
    case when assigned_to_type = 'team' then assigned_to end as assigned_team_id,
    case when assigned_to_type <> 'team' then assigned_to end as assigned_admin_id
from parts
