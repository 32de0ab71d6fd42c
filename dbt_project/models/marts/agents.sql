with

people as (
    select * from {{ ref('int_agents') }}
),

listed as (
    select distinct agent
    from {{ ref('int_agent_accounts') }}
    where is_in_directory
),

agents as (
    select
        people.agent,
        coalesce(people.name, people.agent) as name,
        {{ recorded('people.team') }} as team,
        people.tier,
        listed.agent is not null as is_in_directory
    from people
    left join listed on people.agent = listed.agent
)

select * from agents
order by team, agent
