with

cases as (
    select * from {{ ref('int_cases') }}
    where exclusion is null
),

efforts as (
    select * from {{ ref('int_case_efforts') }}
),

solved as (
    select
        cases.*,
        resolved.first_resolved_at,
        resolved.first_team,
        resolved.first_agent,
        resolved.reopen_count,
        resolved.is_reopened_in_window,
        resolved.resolved_at is not null as is_solved,
        efforts.public_reply_count,
        efforts.agent_reply_count,
        efforts.touch_count,
        efforts.customer_message_count,
        efforts.teammate_count,
        efforts.group_stations,
        efforts.assignee_stations,
        -- Only what is solved now is judged by the number of replies it took.
        case when resolved.resolved_at is not null then efforts.agent_reply_count end as replies_to_solve
    from cases
    inner join {{ ref('int_case_resolutions') }} as resolved on cases.case_id = resolved.case_id
    left join efforts on cases.case_id = efforts.case_id
    where resolved.first_resolved_at is not null
),

judged as (
    select
        case_id,
        case_key,
        first_resolved_at,
        {{ local_date('first_resolved_at') }} as first_resolved_on,
        {{ dimensions('solved', team='first_team', agent='first_agent') }},
        {{ recorded('entry_team') }} as entry_team,
        {{ recorded('entry_agent') }} as entry_agent,
        is_solved,
        cast(agent_reply_count as bigint) as agent_reply_count,
        cast(touch_count as bigint) as touch_count,
        cast(group_stations as bigint) as group_stations,
        cast(assignee_stations as bigint) as assignee_stations,
        cast(
            case when assignee_stations > 0 then assignee_stations - 1 else assignee_stations end as bigint
        ) as handoffs,
        case
            when is_reopened_in_window is not null and agent_reply_count is not null
                then is_solved and agent_reply_count = 1 and not is_reopened_in_window
        end as is_one_touch,
        replies_to_solve < 2 as is_one_touch_zendesk,
        replies_to_solve = 1 as is_one_touch_zendesk_new,
        case when is_solved then public_reply_count = 1 end as is_one_touch_zoho,
        case
            when is_solved and reopen_count is not null and teammate_count is not null
                then reopen_count = 0 and teammate_count = 1
        end as is_one_touch_intercom,
        case when is_solved then customer_message_count = 0 end as is_one_touch_freshservice,
        replies_to_solve = 0 as is_zero_reply,
        replies_to_solve = 2 as is_two_touch,
        replies_to_solve > 2 as is_multi_touch,
        case when is_solved and group_stations > 0 then first_team = entry_team end as is_right_first_route
    from solved
)

select * from judged
order by first_resolved_on, team, channel, agent, case_id
