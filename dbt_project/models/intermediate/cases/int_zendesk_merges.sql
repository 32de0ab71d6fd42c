-- Into which ticket another was merged is written only in the history of the ticket that stays.
with audits as (
    select * from {{ ref("stg_zendesk__ticket_audits") }}
    where via_rel = 'merge'
),

merged as (
    {{ json_strings(
        "audits",
        ["source", "audit_id", "created_at", "ticket_id as merged_into_key"],
        "via_source_ticket_ids", "ticket_id"
    ) }}
),

ranked as (
    select
        *,
        row_number() over (partition by source, ticket_id order by created_at desc, audit_id desc) as recency
    from merged
    where ticket_id <> merged_into_key
)

select
    source,
    ticket_id,
    merged_into_key,
    created_at as merged_at
from ranked
where recency = 1
