with declared as (
    select distinct
        team,
        clock
    from {{ ref("int_team_calendars") }}
),

named as (
    select team from {{ ref("int_case_events") }}
    union distinct
    select from_value as team from {{ ref("int_case_events") }}
    where event_type = 'team'
    union distinct
    select team from {{ ref("int_cases") }}
    union distinct
    select entry_team as team from {{ ref("int_cases") }}
    union distinct
    select team from {{ ref("int_contacts") }}
    union distinct
    select team from {{ ref("int_agent_teams") }}
    union distinct
    select team from {{ ref("int_team_keys") }}
)

select
    team,
    clock
from declared
union all
select
    named.team,
    everybody.clock
from named
inner join declared as everybody on everybody.team = '*'
left join declared as own on named.team = own.team
where named.team is not null and own.team is null
