{%- set accounts_of = [
    [ref("stg_zendesk__tickets"), "assignee_id"],
    [ref("int_zendesk_audit_events"), "assignee_id"],
    [ref("stg_asterisk__queue_log"), "member"],
    [ref("stg_intercom__conversations"), "admin_assignee_id"],
    [ref("int_intercom_parts"), "admin_id"],
    [ref("int_intercom_parts"), "assigned_admin_id"],
    [ref("stg_surveys__responses"), "agent_account"],
    [ref("stg_sales__offers"), "agent_account"],
    [ref("stg_sales__orders"), "agent_account"],
    [ref("stg_mapped__case_versions"), "agent_account"],
    [ref("stg_mapped__case_versions"), "resolver_account"],
    [ref("stg_mapped__contacts"), "agent_account"],
    [ref("stg_mapped__agent_states"), "agent_account"],
    [ref("stg_mapped__offers"), "agent_account"],
    [ref("stg_mapped__survey_answers"), "agent_account"]
] -%}
with directory as (
    select * from {{ ref("stg_directory__agents") }}
),

recorded_accounts as (
    select
        system as source,
        account
    from directory
    {%- for relation, column in accounts_of %}
    union
    select
        source,
        {{ column }} as account
    from {{ relation }}
    {%- endfor %}
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
