with versions as (
    {{ ranked_versions(
        source("directory", "sla_policies"),
        ["policy", "priority", "target", "valid_from", "channel", "team", "topic"]
    ) }}
),

renamed as (
    select
        policy,

        {{ channel_word("channel") }} as channel,
        team,
        topic,
        {{ priority_word("priority") }} as priority,
        target,
        clock,
        coalesce(pauses_on, '') as pauses_on,

        position,
        seconds,

        valid_from
    from versions
    where version_rank = 1
)

select * from renamed
