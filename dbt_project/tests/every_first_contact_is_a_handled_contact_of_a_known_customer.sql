select coalesce(firsts.contact_id, contacts.contact_id) as contact_id
from {{ ref('first_contacts') }} as firsts
full outer join {{ ref('customer_contacts') }} as contacts on firsts.contact_id = contacts.contact_id
where
    contacts.contact_id is null
    or (firsts.contact_id is not null) <> contacts.is_index
    or (contacts.is_index and not (contacts.is_handled and contacts.is_identified))
    or firsts.customer <> contacts.customer
