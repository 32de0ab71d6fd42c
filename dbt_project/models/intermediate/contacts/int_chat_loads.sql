-- A chat that one of k open chats of an agent is asks for one k-th of the agent. What has been asked up to a
-- moment is summed up per agent, so that the load of a chat is the difference between its two ends.
with chats as (
    select
        contact_id,
        agent,
        answered_at,
        ended_at
    from {{ ref("int_contacts") }}
    where
        channel = 'chat'
        and outcome = 'answered'
        and is_queued
        and agent is not null
        and ended_at > answered_at
),

changes as (
    select
        agent,
        changed_at,
        sum(change) as change
    from (
        select
            agent,
            answered_at as changed_at,
            1 as change
        from chats
        union all
        select
            agent,
            ended_at as changed_at,
            -1 as change
        from chats
    ) as ends
    group by agent, changed_at
),

moments as (
    select
        agent,
        changed_at,
        sum(change) over agent_so_far as open_chats,
        lead(changed_at) over (partition by agent order by changed_at) as next_at
    from changes
    window agent_so_far as (partition by agent order by changed_at rows unbounded preceding)
),

shares as (
    select
        agent,
        changed_at,
        case when open_chats > 0 then {{ seconds_between("changed_at", "next_at") }} / open_chats else 0 end
            as share_seconds
    from moments
),

readings as (
    select
        agent,
        changed_at,
        coalesce(
            sum(share_seconds) over (
                partition by agent order by changed_at rows between unbounded preceding and 1 preceding
            ), 0
        ) as seconds_before
    from shares
)

select
    chats.contact_id,
    ends.seconds_before - starts.seconds_before as load_seconds
from chats
inner join readings as starts on chats.agent = starts.agent and chats.answered_at = starts.changed_at
inner join readings as ends on chats.agent = ends.agent and chats.ended_at = ends.changed_at
