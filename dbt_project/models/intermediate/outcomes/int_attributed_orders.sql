-- An order belongs to the offer it names, else to the agent and the case that it names.
with orders as (
    select * from {{ ref("int_orders") }}
),

offers as (
    select * from {{ ref("int_offers") }}
),

cases as (
    select * from {{ ref("int_cases") }}
),

accounts as (
    select * from {{ ref("int_agent_accounts") }}
),

agent_teams as (
    select * from {{ ref("int_agent_teams") }}
),

-- Two sources may call an offer alike; the one of the shop itself comes first.
ranked_offers as (
    select
        orders.source as order_source,
        orders.order_id as order_number,
        offers.case_id,
        offers.team,
        offers.agent,
        offers.channel,
        offers.topic,
        offers.priority,
        row_number() over (
            partition by orders.source, orders.order_id
            order by case when offers.source = orders.source then 0 else 1 end, offers.offer_id
        ) as offer_rank
    from orders
    inner join offers on orders.offer_key = offers.offer_key
),

named as (
    select
        orders.*,
        accounts.agent,
        {{ local_date("orders.ordered_at") }} as ordered_on
    from orders
    left join accounts on orders.source = accounts.source and orders.agent_account = accounts.account
)

select
    named.source,
    named.order_id,
    named.ordered_at,
    named.ordered_on,
    coalesce(offers.case_id, cases.case_id) as case_id,
    coalesce(offers.team, agent_teams.team, cases.team) as team,
    coalesce(offers.agent, named.agent, cases.agent) as agent,
    coalesce(offers.channel, cases.channel) as channel,
    coalesce(offers.topic, cases.topic) as topic,
    coalesce(offers.priority, cases.priority) as priority,
    named.customer_key,
    named.amount,
    named.refunded_amount,
    named.is_cancelled,
    named.is_refund_in_window
from named
left join ranked_offers as offers
    on named.source = offers.order_source and named.order_id = offers.order_number and offers.offer_rank = 1
left join cases on named.case_id = cases.case_id
left join agent_teams
    on
        named.agent = agent_teams.agent
        and named.ordered_on >= coalesce(agent_teams.valid_from, named.ordered_on)
        and (named.ordered_on < agent_teams.valid_to or agent_teams.valid_to is null)
