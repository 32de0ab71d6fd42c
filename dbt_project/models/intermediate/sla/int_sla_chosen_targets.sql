with priorities as (
    select * from {{ ref("int_sla_priorities") }}
),

cases as (
    select
        *,
        {{ local_date("opened_at") }} as opened_on
    from {{ ref("int_cases") }}
    where opened_at is not null
),

matching as (
    select
        priorities.case_id,
        priorities.run_no,
        priorities.priority,
        priorities.starts_at,
        priorities.ends_at,
        policies.policy,
        policies.target,
        policies.seconds,
        policies.clock,
        policies.pauses_on,
        first_value(policies.policy) over (
            partition by priorities.case_id, priorities.run_no order by policies.position, policies.policy
        ) as chosen_policy,
        row_number() over (
            partition by priorities.case_id, priorities.run_no, policies.policy, policies.target
            order by
                case when policies.team is null then 1 else 0 end,
                case when policies.channel is null then 1 else 0 end,
                case when policies.topic is null then 1 else 0 end
        ) as closeness
    from priorities
    inner join cases on priorities.case_id = cases.case_id
    inner join {{ ref("int_sla_policies") }} as policies
        on
            priorities.priority = policies.priority
            and (policies.channel is null or cases.channel = policies.channel)
            and (policies.team is null or cases.entry_team = policies.team)
            and (policies.topic is null or cases.topic = policies.topic)
            and cases.opened_on >= policies.first_on
            and cases.opened_on < policies.left_on
)

-- A case has one policy at a time: the first that matches, whatever others promise besides.
select
    case_id,
    run_no,
    priority,
    starts_at,
    ends_at,
    policy,
    target,
    seconds,
    clock,
    pauses_on
from matching
where policy = chosen_policy and closeness = 1
