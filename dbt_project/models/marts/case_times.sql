{%- set status_times = ["requester_wait", "agent_wait", "agent_work", "on_hold", "solve", "unassigned"] -%}
with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

status_times as (
    select * from {{ ref('int_status_times') }}
),

histories as (
    select * from {{ ref('int_case_histories') }}
),

human_clocks as (
    select * from {{ ref('int_human_clocks') }}
),

coverage as (
    select * from {{ ref('int_source_coverage') }}
),

-- Where nobody is ever named, nobody knows who held a case.
naming_sources as (
    select distinct source
    from cases
    where agent is not null or entry_agent is not null
),

reply_times as (
    select
        case_id,
        sum(reply_seconds) as total_reply_seconds,
        case when count(reply_seconds) = count(reply_business_seconds) then sum(reply_business_seconds) end
            as total_reply_business_seconds
    from {{ ref('int_customer_turns') }}
    group by case_id
),

-- A case that was done the moment it was opened took no time of any kind.
judged as (
    select
        cases.*,
        status_times.case_id is null and histories.has_status_history and {{ is_done('cases.status') }} as is_momentary,
        coalesce(not status_times.is_running, false) as is_finished,
        coalesce(status_times.is_running, false) as is_unsolved,
        coalesce(status_times.is_status_known, histories.has_status_history, false) as is_status_known,
        naming_sources.source is not null as is_holder_known,
        status_times.is_business_known,
        {%- for name in status_times %}
        status_times.{{ name }}_seconds,
        status_times.{{ name }}_business_seconds,
        {%- endfor %}
        {{ seconds_between('cases.opened_at', 'coverage.latest_at') }} as age_seconds,
        {{ seconds_between(
            'cases.opened_at', 'coalesce(human_clocks.machine_closed_at, human_clocks.handed_over_at)'
        ) }}
            as bot_seconds
    from cases
    left join status_times on cases.case_id = status_times.case_id
    left join histories on cases.case_id = histories.case_id
    left join human_clocks on cases.case_id = human_clocks.case_id
    left join coverage on cases.source = coverage.source
    left join naming_sources on cases.source = naming_sources.source
),

timed as (
    select
        judged.case_id,
        judged.case_key,
        judged.opened_at,
        {{ local_date('judged.opened_at') }} as opened_on,
        {{ dimensions('judged', team='judged.entry_team', agent='judged.entry_agent') }},
        {{ recorded('judged.team') }} as current_team,
        {{ recorded('judged.agent') }} as current_agent,
        judged.is_unsolved,
        case when judged.is_unsolved and judged.age_seconds >= 0 then judged.age_seconds end as unsolved_age_seconds,
        {%- for name in status_times %}
        {%- set known = {"solve": "true", "unassigned": "judged.is_holder_known"}.get(name, "judged.is_status_known") %}
        case
            when not {{ known }} then null
            when judged.is_momentary then 0
            when judged.is_finished then judged.{{ name }}_seconds
        end as {{ name }}_seconds,
        case
            when not {{ known }} then null
            when judged.is_finished and judged.is_business_known then judged.{{ name }}_business_seconds
        end as {{ name }}_business_seconds,
        {%- endfor %}
        reply_times.total_reply_seconds,
        reply_times.total_reply_business_seconds,
        case when judged.bot_seconds >= 0 then judged.bot_seconds end as bot_seconds
    from judged
    left join reply_times on judged.case_id = reply_times.case_id
),

bucketed as (
    select
        *,
        case
            when unsolved_age_seconds < 86400 then '0-1 d'
            when unsolved_age_seconds < 3 * 86400 then '1-3 d'
            when unsolved_age_seconds < 7 * 86400 then '3-7 d'
            when unsolved_age_seconds < 14 * 86400 then '7-14 d'
            when unsolved_age_seconds < 30 * 86400 then '14-30 d'
            when unsolved_age_seconds is not null then 'over 30 d'
        end as age_bucket
    from timed
)

select * from bucketed
order by opened_on, team, channel, agent, case_id
