with surveys as (
    select * from {{ ref("int_recorded_surveys") }}
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
        surveys.*,
        coalesce(teams.team, surveys.team_key) as team,
        accounts.agent,
        {{ local_date("coalesce(surveys.sent_at, surveys.answered_at)") }} as sent_on
    from surveys
    left join teams on surveys.source = teams.source and surveys.team_key = teams.team_key
    left join accounts on surveys.source = accounts.source and surveys.agent_account = accounts.account
)

-- A survey that names its agent is believed; else it is about who handled the contact or resolved the case.
select
    {{ surrogate_key(["named.source", "named.response_key"]) }} as response_id,
    named.source,
    cases.case_id,
    contacts.contact_id,
    named.sent_at,
    named.answered_at,
    cast(named.score as double) as score,
    cast(named.scale_min as double) as scale_min,
    cast(named.scale_max as double) as scale_max,
    named.kind,
    named.instrument_version,
    named.is_resolved,
    coalesce(named.team, agent_teams.team, contacts.team, cases.team) as team,
    coalesce(named.agent, contacts.agent, cases.resolver, cases.agent) as agent,
    coalesce({{ channel_word("named.channel") }}, contacts.channel, cases.channel) as channel,
    coalesce(named.topic, contacts.topic, cases.topic) as topic,
    coalesce(cases.priority, contacts.priority) as priority
from named
left join contacts on named.contact_id = contacts.contact_id
left join cases on named.case_id = cases.case_id
left join agent_teams
    on
        named.agent = agent_teams.agent
        and named.sent_on >= coalesce(agent_teams.valid_from, named.sent_on)
        and (named.sent_on < agent_teams.valid_to or agent_teams.valid_to is null)
