select entries.contact_id
from {{ ref('queue_entries') }} as entries
left join {{ ref('contact_handlings') }} as handlings on entries.contact_id = handlings.contact_id
where entries.is_answered and handlings.contact_id is null
