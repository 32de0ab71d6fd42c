with contacts as (
    select * from {{ ref("stg_mapped__contacts") }}
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
)

select
    contacts.source,
    contacts.contact_key,
    {{ key_if_present(["contacts.source", "contacts.case_key"]) }} as case_id,
    contacts.started_at,
    contacts.queued_at,
    contacts.answered_at,
    contacts.ended_at,
    coalesce(
        contacts.wait_seconds,
        {{ seconds_between(
            "coalesce(contacts.queued_at, contacts.started_at)",
            "case when contacts.outcome = 'answered' then contacts.answered_at else contacts.ended_at end"
        ) }}
    ) as wait_seconds,
    -- Some systems write nought for calls that nobody answered: no talk happened, so it has no length.
    case
        when contacts.outcome = 'answered'
            then
                coalesce(
                    contacts.talk_seconds,
                    {{ seconds_between("contacts.answered_at", "contacts.ended_at") }}
                    - coalesce(contacts.hold_seconds, 0)
                )
    end as talk_seconds,
    contacts.hold_seconds,
    contacts.wrapup_seconds,
    contacts.outcome,
    contacts.direction,
    {{ channel_word("contacts.channel") }} as channel,
    -- People wait in line on the telephone and in a chat, if it is they who began.
    coalesce({{ channel_word("contacts.channel") }} in ('phone', 'chat'), false)
    and coalesce(contacts.direction, 'inbound') <> 'outbound' as is_queued,
    -- Who says how a contact was passed on says that it was, unless a queue moved it on before an answer.
    coalesce(
        contacts.is_transferred,
        case when contacts.transfer_kind is not null then contacts.outcome = 'answered' end
    ) as is_transferred,
    contacts.transfer_kind,
    contacts.ring_no_answers,
    coalesce(teams.team, contacts.team_key) as team,
    accounts.agent,
    contacts.topic,
    {{ priority_word("contacts.priority") }} as priority,
    contacts.customer_key,
    cast(null as string) as call_key,
    contacts.order_key,
    contacts.email_key,
    contacts.phone_key,
    contacts.resolved_in_contact,
    contacts.follow_up_needed
from contacts
left join teams on contacts.source = teams.source and contacts.team_key = teams.team_key
left join accounts on contacts.source = accounts.source and contacts.agent_account = accounts.account
