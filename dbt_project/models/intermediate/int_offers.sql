with offers as (
    select * from {{ ref("int_recorded_offers") }}
),

revenues as (
    select * from {{ ref("int_order_revenues") }}
),

contacts as (
    select * from {{ ref("int_contacts") }}
),

cases as (
    select * from {{ ref("int_cases") }}
),

teams as (
    select * from {{ ref("int_team_keys") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

agent_teams as (
    select * from {{ ref("int_agent_teams") }}
),

named as (
    select
        offers.*,
        coalesce(teams.team, offers.team_key) as team,
        accounts.agent,
        {{ local_date("offers.offered_at") }} as offered_on
    from offers
    left join teams on offers.source = teams.source and offers.team_key = teams.team_key
    left join accounts on offers.source = accounts.source and offers.agent_account = accounts.account
)

select
    {{ surrogate_key(["named.source", "named.offer_key"]) }} as offer_id,
    named.source,
    named.offer_key,
    contacts.contact_id,
    cases.case_id,
    named.offered_at,
    coalesce(named.team, agent_teams.team, contacts.team, cases.team) as team,
    coalesce(named.agent, contacts.agent, cases.agent) as agent,
    coalesce({{ channel_word("named.channel") }}, contacts.channel, cases.channel) as channel,
    coalesce(named.topic, contacts.topic, cases.topic) as topic,
    coalesce(contacts.priority, cases.priority) as priority,
    named.product,
    named.result,
    named.value,
    named.currency,
    -- The order may hold more than the offer was about, so a refund takes back no more than the offer
    -- brought.
    case
        when named.result = 'accepted' and coalesce(named.value, revenues.amount) is not null
            then greatest(coalesce(named.value, revenues.amount) - coalesce(revenues.refunded_amount, 0), 0)
    end as net_revenue,
    case when named.result = 'accepted' then coalesce(named.value, revenues.amount) end as gross_revenue,
    revenues.order_id,
    revenues.ordered_at,
    revenues.is_returned as is_order_returned
from named
left join revenues on named.offer_key = revenues.offer_id
left join contacts on named.contact_id = contacts.contact_id
left join cases on named.case_id = cases.case_id
left join agent_teams
    on
        named.agent = agent_teams.agent
        and named.offered_on >= coalesce(agent_teams.valid_from, named.offered_on)
        and (named.offered_on < agent_teams.valid_to or agent_teams.valid_to is null)
