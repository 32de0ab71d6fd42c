with

held as (
    select
        sum(case when is_resolved then share end) as shares,
        count(distinct case when is_resolved and is_held_by_person then case_id end) as cases
    from {{ ref('case_holdings') }}
)

select * from held
where abs(coalesce(shares, 0) - cases) > 0.001
