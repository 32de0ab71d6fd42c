select
    'first_responses' as mart,
    case_id as record_id
from {{ ref('first_responses') }}
where first_response_seconds < 0
union all
select
    'case_resolutions' as mart,
    case_id as record_id
from {{ ref('case_resolutions') }}
where resolution_seconds < 0 or first_resolved_at > resolved_at
union all
select
    'queue_entries' as mart,
    contact_id as record_id
from {{ ref('queue_entries') }}
where wait_seconds < 0
union all
select
    'contact_handlings' as mart,
    contact_id as record_id
from {{ ref('contact_handlings') }}
where handle_seconds < 0
union all
select
    'sla_outcomes' as mart,
    sla_target_id as record_id
from {{ ref('sla_outcomes') }}
where (elapsed_seconds < 0 or paused_seconds < 0) and outcome <> 'cancelled'
union all
select
    'replies' as mart,
    reply_id as record_id
from {{ ref('replies') }}
where reply_seconds < 0 or reply_business_seconds < 0 or reply_business_seconds > reply_seconds + 0.001
union all
select
    'case_holdings' as mart,
    holding_id as record_id
from {{ ref('case_holdings') }}
where held_seconds < 0 or held_business_seconds > held_seconds + 0.001 or assignment_response_seconds < 0
union all
select
    'first_responses' as mart,
    case_id as record_id
from {{ ref('first_responses') }}
where first_response_business_seconds > first_response_seconds + 0.001
union all
select
    'case_outcomes' as mart,
    case_id as record_id
from {{ ref('case_outcomes') }}
where watched_seconds < 0
