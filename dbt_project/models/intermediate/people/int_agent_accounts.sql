with directory as (
    select * from {{ ref("stg_directory__agents") }}
),

recorded_accounts as (
    select source, assignee_id as account from {{ ref("stg_zendesk__tickets") }}
    union
    select source, to_word as account from {{ ref("int_zendesk_audit_events") }} where field_name = 'assignee_id'
    union
    select source, member as account from {{ ref("int_asterisk_visits") }}
    union
    select source, admin_assignee_id as account from {{ ref("stg_intercom__conversations") }}
    union
    select source, author_id as account from {{ ref("int_intercom_parts") }} where author_type = 'admin'
    union
    select source, agent_account as account from {{ ref("stg_surveys__responses") }}
    union
    select source, agent_account as account from {{ ref("stg_sales__offers") }}
    union
    select source, agent_account as account from {{ ref("stg_mapped__case_versions") }}
    union
    select source, resolver_account as account from {{ ref("stg_mapped__case_versions") }}
    union
    select source, agent_account as account from {{ ref("stg_mapped__contacts") }}
    union
    select source, agent_account as account from {{ ref("stg_mapped__offers") }}
    union
    select source, agent_account as account from {{ ref("stg_mapped__survey_answers") }}
    union
    select system as source, account from directory
),

directory_agents as (
    select
        agent,
        max(agent_name) as agent_name,
        max(kind) as kind
    from directory
    group by agent
),

-- A file may name people by the directory's own id instead of an account, which needs no entry of its own.
identified as (
    select
        recorded_accounts.source,
        recorded_accounts.account,
        coalesce(directory.agent, directory_agents.agent) as directory_agent,
        coalesce(directory.kind, directory_agents.kind, 'human') as kind,
        coalesce(directory.agent_name, directory_agents.agent_name) as agent_name
    from recorded_accounts
    left join directory
        on recorded_accounts.source = directory.system and recorded_accounts.account = directory.account
    left join directory_agents
        on directory.account is null and recorded_accounts.account = directory_agents.agent
    where recorded_accounts.account is not null
),

-- Two systems that use the same word need not mean the same person, unless the directory says so.
labelled as (
    select
        *,
        count(*) over (partition by account, directory_agent is null) as sources_of_word
    from identified
)

select
    source,
    account,
    kind,
    agent_name,
    directory_agent is not null as is_in_directory,
    case
        when kind <> 'human' then null
        when directory_agent is not null then directory_agent
        when sources_of_word > 1 then account || ' (' || source || ')'
        else account
    end as agent
from labelled
