{%- set aspects = ["status", "team", "agent", "priority", "is_held_by_bot"] -%}
with

states as (
    select * from {{ ref("int_case_states") }}
),

cases as (
    select * from {{ ref("int_cases") }}
),

agent_teams as (
    select * from {{ ref("int_agent_teams") }}
),

team_tiers as (
    select * from {{ ref("int_team_tiers") }}
),

-- Of what changed at one instant, only the outcome lasted.
timed as (
    select
        *,
        lead(changed_at) over (partition by case_id order by state_no) as next_changed_at
    from states
),

lasting as (
    select
        *,
        {%- for aspect in aspects %}
        lag({{ aspect }}) over (partition by case_id order by state_no) as previous_{{ aspect }},
        {%- endfor %}
        lag(state_no) over (partition by case_id order by state_no) is null as is_beginning
    from timed
    where next_changed_at is null or next_changed_at > changed_at
),

changes as (
    select
        *,
        lead(changed_at) over (partition by case_id order by state_no) as left_at
    from lasting
    where
        is_beginning
        {%- for aspect in aspects %}
        or {{ aspect }} is distinct from previous_{{ aspect }}
        {%- endfor %}
),

-- A history that was cut off may end before the case did; then the case left when it was last seen. Without a
-- history of states the recorded times tell the end; a case that is done at an unknown time is left out.
bounded as (
    select
        changes.*,
        {{ is_done("changes.status") }} as is_done,
        case
            when not changes.is_status_known
                then least(
                    coalesce(changes.left_at, cases.recorded_resolved_at, cases.recorded_closed_at),
                    coalesce(cases.recorded_resolved_at, cases.recorded_closed_at, changes.left_at)
                )
            when changes.left_at is not null then changes.left_at
            when {{ is_done("cases.status") }} and not {{ is_done("changes.status") }} then cases.last_seen_at
        end as ended_at
    from changes
    inner join cases on changes.case_id = cases.case_id
    where
        changes.is_status_known
        or cases.recorded_resolved_at is not null
        or cases.recorded_closed_at is not null
        or not {{ is_done("cases.status") }}
),

-- The life of a case ends where it is done for good; being done is a span only between two spells of work.
lived as (
    select
        *,
        max(case when not is_done then state_no end) over (partition by case_id) as last_open_no
    from bounded
    where ended_at is null or ended_at > changed_at
),

numbered as (
    select
        *,
        row_number() over (partition by case_id order by state_no) as span_no,
        lead(state_no) over (partition by case_id order by state_no) is null as is_last,
        {{ local_date("changed_at") }} as started_on
    from lived
    where state_no <= last_open_no
)

select
    numbered.case_id,
    numbered.span_no,
    numbered.changed_at as starts_at,
    numbered.ended_at as ends_at,
    numbered.status,
    coalesce(numbered.team, agent_teams.team) as team,
    numbered.agent,
    numbered.priority,
    coalesce(agent_teams.tier, team_tiers.tier) as tier,
    numbered.is_held_by_bot,
    numbered.is_done,
    numbered.is_status_known,
    numbered.span_no = 1 as is_first,
    numbered.is_last
from numbered
left join agent_teams
    on
        numbered.agent = agent_teams.agent
        and numbered.started_on >= coalesce(agent_teams.valid_from, numbered.started_on)
        and (numbered.started_on < agent_teams.valid_to or agent_teams.valid_to is null)
left join team_tiers on coalesce(numbered.team, agent_teams.team) = team_tiers.team
