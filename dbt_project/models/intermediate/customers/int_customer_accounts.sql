-- Several accounts are one customer only where the directory says so. An account that it gives to two
-- customers is left out, and stands for itself.
with declared as (
    select * from {{ ref("stg_directory__customers") }}
    where kind = 'account'
)

select
    identifier as account_key,
    min(customer) as customer
from declared
group by identifier
having count(distinct customer) = 1
