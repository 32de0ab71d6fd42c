with

days as (
    {{ dbt.date_spine('day', "cast('1995-01-01' as date)", "cast('2101-01-01' as date)") }}
),

spine as (
    select cast(date_day as date) as date_day
    from days
)

select * from spine
order by date_day
