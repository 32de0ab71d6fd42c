with

tiers as (
    select * from {{ ref('int_team_tiers') }}
),

named as (
    select distinct team
    from {{ ref('int_team_keys') }}
    where team is not null
)

select
    named.team,
    tiers.tier
from named
left join tiers on named.team = tiers.team
order by named.team
