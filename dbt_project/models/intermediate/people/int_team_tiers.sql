-- Where two keys of one team disagree about its tier, the lower one counts: an escalation must not be made
-- up.
select
    team,
    min(tier) as tier
from {{ ref("int_team_keys") }}
where tier is not null
group by team
