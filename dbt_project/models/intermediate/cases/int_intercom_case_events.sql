with conversations as (
    select * from {{ ref("stg_intercom__conversations") }}
),

parts as (
    select * from {{ ref("int_intercom_parts") }}
),

-- A list of conversations comes without their parts, and so without a history.
with_parts as (
    select distinct
        source,
        conversation_id
    from parts
),

changes as (
    select
        parts.source,
        parts.conversation_id as case_key,
        parts.event_at,
        parts.part_no,
        case
            when parts.part_type = 'comment' then 'comment'
            when parts.part_type = 'note' then 'private_note'
            when parts.part_type in ('open', 'close', 'snoozed', 'unsnoozed') then 'status'
            when parts.part_type like '%assignment' and parts.assigned_team_id is not null then 'team'
            when parts.part_type like '%assignment' then 'agent'
        end as event_type,
        case
            when parts.part_type in ('open', 'unsnoozed') then 'open'
            when parts.part_type = 'close' then 'closed'
            when parts.part_type = 'snoozed' then 'pending'
            when parts.part_type like '%assignment'
                then coalesce(parts.assigned_team_id, parts.assigned_admin_id)
        end as to_word,
        parts.author_type,
        parts.author_id
    from parts
    union all
    select
        conversations.source,
        conversations.conversation_id as case_key,
        conversations.created_at as event_at,
        0 as part_no,
        'created' as event_type,
        null as to_word,
        conversations.author_type,
        null as author_id
    from conversations
    inner join with_parts
        on
            conversations.source = with_parts.source
            and conversations.conversation_id = with_parts.conversation_id
),

-- A bot's words are no reply: a person has to answer.
typed as (
    select
        source,
        case_key,
        event_at,
        part_no,
        case
            when event_type = 'comment' and author_type = 'admin' then 'public_reply'
            when event_type = 'comment' and author_type = 'bot' then 'bot_reply'
            when event_type = 'comment' and author_type in ('user', 'lead', 'contact') then 'customer_message'
            when event_type <> 'comment' then event_type
        end as event_type,
        to_word,
        case when author_type in ('admin', 'bot') then author_id end as actor_account,
        case
            when author_type = 'admin' then 'agent'
            when author_type in ('user', 'lead', 'contact') then 'customer'
            when author_type = 'bot' then 'bot'
            else 'unknown'
        end as actor_kind
    from changes
)

select
    source,
    case_key,
    event_at,
    row_number() over (
        partition by source, case_key
        order by {{ event_rank("event_type", "event_at", ["part_no"]) }}
    ) as event_no,
    event_type,
    lag(to_word) over (
        partition by source, case_key, event_type
        order by {{ event_rank("event_type", "event_at", ["part_no"]) }}
    ) as from_word,
    to_word,
    actor_account,
    actor_kind
from typed
where event_type is not null
