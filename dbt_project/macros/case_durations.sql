{#-
    Business time of what happens in cases. A case runs by the clock of the team that holds it, one after the other
    (int_case_clocks), so a duration is read where it starts and where it ends.

    As CTEs in a model:   placed as ( in_case_clocks("dated") ), read as ( case_readings("placed") )
    on a relation with case_id, started_at and ended_at; then the two expressions give its business seconds.
-#}
{% macro in_case_clocks(relation) -%}
    select
        timed.*,
        started.stretch_no as started_stretch_no,
        started.clock as started_clock,
        started.start_reading as started_stretch_reading,
        started.business_seconds_before as started_seconds_before,
        ended.stretch_no as ended_stretch_no,
        ended.clock as ended_clock,
        ended.start_reading as ended_stretch_reading,
        ended.business_seconds_before as ended_seconds_before
    from {{ relation }} as timed
    left join {{ ref("int_case_clocks") }} as started
        on
            timed.case_id = started.case_id
            and timed.started_at >= started.starts_at
            and (timed.started_at < started.ends_at or started.ends_at is null)
    left join {{ ref("int_case_clocks") }} as ended
        on
            timed.case_id = ended.case_id
            and timed.ended_at >= ended.starts_at
            and (timed.ended_at < ended.ends_at or ended.ends_at is null)
{%- endmacro %}


{% macro case_readings(relation) -%}
    {{ clock_readings(relation, [
        ("started_reading", "started_clock", "started_at"),
        ("ended_reading", "ended_clock", "ended_at"),
        ("started_reading_at_end", "ended_clock", "started_at")
    ]) }}
{%- endmacro %}


{#- Each stretch by the clock of the team that held the case then. -#}
{% macro business_seconds_cumulative() -%}
    case
        when started_stretch_no = ended_stretch_no then ended_reading - started_reading
        else
            ended_seconds_before + ended_reading - ended_stretch_reading
            - (started_seconds_before + started_reading - started_stretch_reading)
    end
{%- endmacro %}


{#- All of it by the clock of the team that held the case at the end. -#}
{% macro business_seconds_at_event() -%}
    ended_reading - started_reading_at_end
{%- endmacro %}
