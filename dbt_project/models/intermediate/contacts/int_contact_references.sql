with contacts as (
    select
        *,
        {{ dbt.split_part("contact_key", "'#'", 1) }} as whole_key
    from {{ ref("int_contacts") }}
),

named as (
    select contact_key as reference from {{ ref("stg_surveys__responses") }}
    union
    select contact_key as reference from {{ ref("stg_sales__offers") }}
),

candidates as (
    select
        named.reference,
        contacts.*,
        0 as distance
    from named
    inner join contacts on named.reference = contacts.contact_key
    union all
    select
        named.reference,
        contacts.*,
        1 as distance
    from named
    inner join contacts on named.reference = contacts.whole_key
),

-- Who names a whole call means the last part of it that somebody answered.
ranked as (
    select
        *,
        row_number() over (
            partition by reference
            order by
                distance asc,
                case when outcome = 'answered' then 0 else 1 end asc,
                started_at desc,
                contact_id asc
        ) as reference_rank
    from candidates
)

select
    reference,
    contact_id,
    case_id
from ranked
where reference_rank = 1
