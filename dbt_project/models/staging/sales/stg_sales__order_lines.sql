with versions as (
    {{ ranked_versions(source("sales", "order_lines"), ["source", "order_id", "line_no"], ["updated_at"]) }}
),

renamed as (
    select
        source,
        order_id,
        line_no,

        product,
        kind,

        quantity,
        refunded_quantity,

        updated_at
    from versions
    where version_rank = 1
)

select * from renamed
