with directory as (
    select * from {{ ref("stg_directory__teams") }}
),

vendor_teams as (
    select
        source,
        group_id as team_key,
        group_name as vendor_name
    from {{ ref("stg_zendesk__groups") }}
    union all
    select
        source,
        team_id as team_key,
        team_name as vendor_name
    from {{ ref("stg_intercom__teams") }}
),

-- The directory may name a group by its id or by its name.
named_by_vendor as (
    select
        vendor_teams.source,
        vendor_teams.team_key,
        coalesce(by_id.team, by_name.team, vendor_teams.vendor_name) as team,
        coalesce(by_id.tier, by_name.tier) as tier
    from vendor_teams
    left join directory as by_id
        on vendor_teams.source = by_id.system and vendor_teams.team_key = by_id.team_key
    left join directory as by_name
        on vendor_teams.source = by_name.system and vendor_teams.vendor_name = by_name.team_key
),

named_by_directory as (
    select
        directory.system as source,
        directory.team_key,
        directory.team,
        directory.tier
    from directory
    left join vendor_teams
        on directory.system = vendor_teams.source and directory.team_key = vendor_teams.team_key
    where vendor_teams.team_key is null
)

select * from named_by_vendor
union all
select * from named_by_directory
