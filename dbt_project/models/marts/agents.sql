with

directory as (
    select * from {{ ref('int_agents') }}
),

listed as (
    select distinct agent
    from {{ ref('stg_directory__agents') }}
),

agents as (
    select
        directory.agent,
        coalesce(directory.name, directory.agent) as name,
        {{ recorded('directory.team') }} as team,
        directory.tier,
        listed.agent is not null as is_in_directory
    from directory
    left join listed on directory.agent = listed.agent
    where coalesce(directory.kind, 'human') = 'human'
)

select * from agents
order by team, agent
