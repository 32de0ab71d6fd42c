{%- set aspects = ["status", "team", "agent", "priority"] -%}
with

cases as (
    select * from {{ ref("int_cases") }}
    where opened_at is not null
),

events as (
    select * from {{ ref("int_case_events") }}
    where event_type in ('created', 'status', 'team', 'agent', 'priority')
),

-- What a case was before the first change that is known: what that change says it was, else, where no change is
-- known at all, what it is now. The empty text stands for nobody.
beginnings as (
    select
        case_id,
        {%- for aspect in aspects %}
        min_by(coalesce(from_value, ''), case when event_type = '{{ aspect }}' then event_no end)
            as first_{{ aspect }},
        {%- endfor %}
        count(case when event_type = 'status' and to_value is not null then 1 end) > 0 as is_status_known
    from events
    group by case_id
),

-- A clock that jumped back would give a state a negative length: nothing happens before what precedes it.
known as (
    select
        case_id,
        event_no,
        max(event_at) over history as changed_at,
        {%- for aspect in aspects %}
        {{ last_known("case when event_type = '" ~ aspect ~ "' then coalesce(to_value, '') end", "history") }}
            as last_{{ aspect }},
        {%- endfor %}
        is_held_by_bot,
        lead(event_no) over (partition by case_id order by event_no) is null as is_newest
    from events
    window history as (
        partition by case_id order by event_no rows between unbounded preceding and current row
    )
),

-- A case without a history is, as far as anybody knows, from its opening what it is now.
states as (
    select
        cases.case_id,
        coalesce(known.event_no, 0) as state_no,
        coalesce(known.changed_at, cases.opened_at) as changed_at,
        coalesce(known.is_newest, true) as is_newest,
        coalesce(beginnings.is_status_known, false) as is_status_known,
        coalesce(nullif(coalesce(known.last_status, beginnings.first_status), ''), 'open') as status,
        {%- for aspect in aspects[1:] %}
        case
            when known.last_{{ aspect }} is null and beginnings.first_{{ aspect }} is null then cases.{{ aspect }}
            else nullif(coalesce(known.last_{{ aspect }}, beginnings.first_{{ aspect }}), '')
        end as {{ aspect }},
        {%- endfor %}
        coalesce(known.is_held_by_bot, false) as is_held_by_bot
    from cases
    left join known on cases.case_id = known.case_id
    left join beginnings on cases.case_id = beginnings.case_id
)

select * from states
