{#- Words that vendors use for the same thing, brought to one. -#}

{#- Channels; a word that is not known is kept in lower case. -#}
{% macro channel_word(word) -%}
    {%- set synonyms = {
        "phone": ["voice", "call", "phone_call", "phone_switch", "inbound call"],
        "email": ["e-mail", "mail"],
        "chat": ["conversation", "live chat", "livechat"],
        "messaging": [
            "native_messaging", "whatsapp", "sms", "facebook", "instagram", "instagram_dm", "twitter", "line",
            "viber", "telegram", "any_channel", "social media",
        ],
        "web_form": ["web", "web form", "web_service", "help_center", "mobile", "mobile_sdk", "web_widget"],
        "post": ["postal mail", "letter"],
        "in_person": ["in person", "in-person", "walk-in", "walk in"],
    } -%}
    case
        {%- for channel, words in synonyms.items() %}
        when lower(trim({{ word }})) in ('{{ words | join("', '") }}') then '{{ channel }}'
        {%- endfor %}
        else nullif(lower(trim({{ word }})), '')
    end
{%- endmacro %}

{#- Priorities; a word that is not known is kept as recorded. -#}
{% macro priority_word(word) -%}
    case
        when lower({{ word }}) in ('urgent', 'high', 'normal', 'low') then lower({{ word }})
        else nullif({{ word }}, '')
    end
{%- endmacro %}

{#- Statuses; a word that is not known is null, which counts as open. -#}
{% macro status_word(word) -%}
    case
        when lower({{ word }}) in ('hold', 'on hold', 'on-hold', 'on_hold') then 'on_hold'
        when lower({{ word }}) in ('solved', 'resolved') then 'solved'
        when lower({{ word }}) in ('new', 'open', 'pending', 'closed', 'deleted', 'merged', 'spam')
            then lower({{ word }})
    end
{%- endmacro %}

{#- What was decided on a complaint, in upheld, partly_upheld and rejected; other words are kept in lower case. -#}
{% macro decision_word(word) -%}
    case
        when lower(trim({{ word }})) in ('partly upheld', 'partly-upheld', 'partially_upheld', 'partially upheld')
            then 'partly_upheld'
        else nullif(lower(trim({{ word }})), '')
    end
{%- endmacro %}

{#- Whether a case of this status waits for nobody any more. -#}
{% macro is_done(status) -%}
    coalesce({{ status }} in ('solved', 'closed', 'deleted', 'merged', 'spam'), false)
{%- endmacro %}


{#-
    The order of what happened at one moment: the creation of a case first of all, then who holds it, what
    was said, and the status last, so that the holder at a solution is the one who was given the case with it.
-#}
{% macro event_rank(event_type, event_at, batch=[]) -%}
    case when {{ event_type }} = 'created' then 0 else 1 end,
    {{ event_at }},
    {{ batch[0] }},
    case {{ event_type }} when 'team' then 1 when 'agent' then 2 when 'status' then 4 else 3 end
    {%- for column in batch[1:] %},
    {{ column }}
    {%- endfor %}
{%- endmacro %}
