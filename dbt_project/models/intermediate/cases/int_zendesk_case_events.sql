with tickets as (
    select * from {{ ref("stg_zendesk__tickets") }}
),

audit_events as (
    select * from {{ ref("int_zendesk_audit_events") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

openings as (
    select
        source,
        ticket_id,
        max(case when audit_event = 'Create' then audit_id end) as audit_id,
        max(case when audit_event = 'Create' then author_id end) as author_id,
        max(case when audit_event = 'Create' then author_key end) as author_key
    from audit_events
    group by source, ticket_id
),

-- The words that open a ticket are its creation, no reply and no further message.
events as (
    select
        audit_events.source,
        audit_events.ticket_id,
        audit_events.event_at,
        audit_events.audit_no,
        audit_events.element_no,
        case
            when audit_events.audit_event = 'Comment' and audit_events.is_public then 'public_comment'
            when audit_events.audit_event = 'Comment' then 'private_note'
            when audit_events.field_name = 'status' then 'status'
            when audit_events.field_name = 'group_id' then 'team'
            when audit_events.field_name = 'assignee_id' then 'agent'
            when audit_events.field_name = 'priority' then 'priority'
        end as event_type,
        audit_events.from_word,
        audit_events.to_word,
        audit_events.author_id,
        audit_events.author_key
    from audit_events
    left join openings
        on audit_events.source = openings.source and audit_events.audit_id = openings.audit_id
    where
        audit_events.audit_event in ('Create', 'Change')
        or (audit_events.audit_event = 'Comment' and openings.audit_id is null)
    union all
    select
        tickets.source,
        tickets.ticket_id,
        tickets.created_at as event_at,
        null as audit_no,
        null as element_no,
        'created' as event_type,
        null as from_word,
        null as to_word,
        openings.author_id,
        openings.author_key
    from tickets
    inner join openings on tickets.source = openings.source and tickets.ticket_id = openings.ticket_id
),

authored as (
    select
        events.*,
        case
            when events.author_key = tickets.requester_key then 'customer'
            when events.author_id = '-1' then 'system'
            when accounts.kind = 'human' then 'agent'
            else coalesce(accounts.kind, 'unknown')
        end as actor_kind
    from events
    inner join tickets on events.source = tickets.source and events.ticket_id = tickets.ticket_id
    left join accounts on events.source = accounts.source and events.author_id = accounts.account
    where events.event_type is not null
),

-- Who is neither agent nor machine and writes on a ticket writes on the customer's side. What the system
-- itself sends is nobody's word.
typed as (
    select
        source,
        ticket_id as case_key,
        event_at,
        audit_no,
        element_no,
        case
            when event_type <> 'public_comment' then event_type
            when actor_kind = 'agent' then 'public_reply'
            when actor_kind = 'bot' then 'bot_reply'
            when actor_kind in ('customer', 'unknown') then 'customer_message'
        end as event_type,
        from_word,
        to_word,
        author_id as actor_account,
        actor_kind
    from authored
)

select
    source,
    case_key,
    event_at,
    row_number() over (
        partition by source, case_key
        order by {{ event_rank("event_type", "event_at", ["audit_no", "element_no"]) }}
    ) as event_no,
    event_type,
    from_word,
    to_word,
    actor_account,
    actor_kind
from typed
where event_type is not null
