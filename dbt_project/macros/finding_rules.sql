{#- What is counted as a finding: the name of the rule, its condition, and what becomes of such records. -#}

{% macro case_finding_rules() -%}
{{ return([
    ('case_deleted', "exclusion = 'deleted'",
     'Cases that were deleted in their source. They are in no number.'),
    ('case_merged', "exclusion = 'merged'",
     'Cases that were merged into another one, which counts for both.'),
    ('case_spam', "exclusion = 'spam'",
     'Cases that were marked as spam. They are in no number.'),
    ('case_ignored', "exclusion = 'ignored'",
     'Cases that their source sets aside. They are in no number.'),
    ('case_without_date', 'is_counted and opened_at is null',
     'Cases without a time of opening. They count in totals, but on no day, and no duration is taken.'),
    ('case_without_team', 'is_counted and team is null',
     'Cases without a team. They stand under not recorded.'),
    ('case_without_agent', 'is_counted and agent is null',
     'Cases without an agent. They stand under not recorded.'),
    ('case_without_channel', 'is_counted and channel is null',
     'Cases without a channel. They stand under not recorded.'),
    ('case_without_status', 'is_counted and status is null',
     'Cases whose status is not recorded, or is a word that Evenhand does not know.'),
    ('done_without_resolution_time', 'is_counted and is_done and resolved_at is null',
     'Cases that are done at an unknown time. They are not among the resolved ones.'),
    ('resolved_before_opened', 'is_counted and resolved_at < opened_at',
     'Cases that were resolved before they were opened, as recorded. No duration is taken from them.'),
    ('first_response_before_opened', 'is_counted and first_response_at < opened_at',
     'Cases that were answered before they were opened, as recorded. No duration is taken from them.'),
    ('resolved_before_first_response', 'is_counted and is_resolved_first',
     'Cases that were resolved before their first response, as recorded. No duration is taken from them.'),
]) }}
{%- endmacro %}

{% macro contact_finding_rules() -%}
{{ return([
    ('contact_ignored', "outcome = 'ignored'",
     'Contacts that their source marks as to be ignored. They are in no number.'),
    ('contact_without_date', 'is_counted and coalesce(queued_at, answered_at, started_at) is null',
     'Contacts without a time. They count in totals, but on no day.'),
    ('contact_without_team', 'is_counted and team is null',
     'Contacts without a team. They stand under not recorded.'),
    ('contact_without_channel', 'is_counted and channel is null',
     'Contacts without a channel. They stand under not recorded.'),
    ('contact_without_outcome', 'outcome is null',
     'Contacts of which nobody wrote whether they were answered. They count as offered only.'),
    ('answered_without_agent', "outcome = 'answered' and agent is null",
     'Answered contacts that name nobody who answered. They stand under not recorded.'),
    ('answered_without_wait',
     "outcome = 'answered' and is_queued and wait_seconds is null",
     'Answered contacts without a waiting time. They are outside the service level and all mean waits.'),
    ('answered_without_talk_time', "outcome = 'answered' and talk_seconds is null",
     'Answered contacts without a talk time. They are outside the averages of the handle time.'),
    ('contact_with_negative_duration',
     'is_counted and (wait_seconds < 0 or talk_seconds < 0 or hold_seconds < 0 or wrapup_seconds < 0)',
     'Contacts with a duration below 0. The duration is left out.'),
]) }}
{%- endmacro %}

{% macro survey_finding_rules() -%}
{{ return([
    ('survey_without_date', 'coalesce(sent_at, answered_at) is null',
     'Surveys without a time. They count in totals, but on no day.'),
    ('survey_without_team', 'team is null',
     'Surveys without a team. They stand under not recorded.'),
    ('survey_without_agent', 'agent is null',
     'Surveys without an agent. They stand under not recorded.'),
    ('survey_without_channel', 'channel is null',
     'Surveys without a channel. They stand under not recorded.'),
    ('score_outside_scale', 'score < coalesce(scale_min, 1) or score > coalesce(scale_max, 5)',
     'Answers outside the scale of their survey. They count as not answered.'),
]) }}
{%- endmacro %}

{% macro offer_finding_rules() -%}
{{ return([
    ('offer_without_date', 'offered_at is null',
     'Offers without a time. They count in totals, but on no day.'),
    ('offer_without_team', 'team is null',
     'Offers without a team. They stand under not recorded.'),
    ('offer_without_agent', 'agent is null',
     'Offers without an agent. They stand under not recorded.'),
    ('offer_without_channel', 'channel is null',
     'Offers without a channel. They stand under not recorded.'),
    ('accepted_without_value', "result = 'accepted' and net_revenue is null",
     'Accepted offers without a value. They count as accepted and add nothing to the revenue.'),
]) }}
{%- endmacro %}

{% macro clock_finding_rules() -%}
{{ return([
    ('calendar_hours_overlap', "fault = 'calendar_hours_overlap'",
     'Hours of a business calendar that overlap others of it. The time that they share counts once.'),
    ('team_with_unknown_calendar', "fault = 'team_with_unknown_calendar'",
     'Teams that are to work by a calendar that has no hours. They have no business time while it is theirs.'),
    ('holiday_of_unknown_calendar', "fault = 'holiday_of_unknown_calendar'",
     'Holidays of a calendar that has no hours. They close nothing.'),
]) }}
{%- endmacro %}

{% macro input_finding_rules() -%}
{{ return([
    ('audit_without_ticket', "fault = 'audit_without_ticket'",
     'Entries in the history of tickets that no ticket export held. They are in no number until one does.'),
    ('order_line_without_order', "fault = 'order_line_without_order'",
     'Lines of orders that no file of orders held. They are in no number until one does.'),
    ('shift_of_unknown_agent', "fault = 'shift_of_unknown_agent'",
     'Shifts of agents whom no other file names. They are held against nobody.'),
    ('limit_of_unknown_agent', "fault = 'limit_of_unknown_agent'",
     'Limits of agents whom no other file names. They bind nobody.'),
]) }}
{%- endmacro %}
