with waits as (
    select * from {{ ref("int_sla_waits") }}
),

chosen as (
    select * from {{ ref("int_sla_chosen_targets") }}
),

cases as (
    select
        cases.case_id,
        coalesce(coverage.latest_at, cases.last_seen_at) as data_as_of
    from {{ ref("int_cases") }} as cases
    left join {{ ref("int_source_coverage") }} as coverage on cases.source = coverage.source
),

ended as (
    select
        waits.*,
        cases.data_as_of,
        coalesce(waits.fulfilled_at, waits.abandoned_at, cases.data_as_of) as ended_at
    from waits
    inner join cases on waits.case_id = cases.case_id
),

-- With a new priority the target is applied anew, from the same start; the earlier one is then superseded.
applied as (
    select
        ended.*,
        chosen.run_no,
        chosen.priority,
        chosen.policy,
        chosen.seconds,
        chosen.clock,
        chosen.pauses_on,
        greatest(chosen.starts_at, ended.started_at) as applied_at,
        case when chosen.ends_at < ended.ended_at then chosen.ends_at end as superseded_at
    from ended
    inner join chosen
        on
            ended.case_id = chosen.case_id
            and ended.target = chosen.target
            and (chosen.ends_at is null or chosen.ends_at > ended.started_at)
            and (
                chosen.starts_at is null
                or chosen.starts_at < ended.ended_at
                or chosen.starts_at <= ended.started_at
            )
),

numbered as (
    select
        *,
        row_number() over (partition by case_id, target order by wait_no, run_no) as application_no
    from applied
)

select
    {{ surrogate_key(["case_id", "target", "application_no"]) }} as sla_target_id,
    case_id,
    target,
    application_no,
    priority,
    policy,
    seconds,
    clock,
    pauses_on,
    started_at,
    applied_at,
    case when superseded_at is null then fulfilled_at end as fulfilled_at,
    case when superseded_at is null then abandoned_at end as abandoned_at,
    superseded_at,
    data_as_of,
    coalesce(superseded_at, ended_at) as ended_at,
    superseded_at is null and fulfilled_at is null and abandoned_at is null as is_ongoing,
    is_impossible or ended_at < started_at as is_impossible,
    is_end_unknown
from numbered
