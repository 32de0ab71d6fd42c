"""The records behind a number: what each of them adds to it, and where two readings of one word part."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from transforms.catalogue import Catalogue, MetricDefinition


@dataclass(frozen=True)
class Part:
    """Metrics of one semantic model that are asked for record by record."""

    model: str
    metrics: tuple[str, ...]


def sides(definition: MetricDefinition) -> tuple[str, str]:
    """The two metrics whose values record by record make up this one: what is added up, and what is counted."""
    if definition.numerator and definition.denominator:
        return definition.numerator, definition.denominator
    return definition.name, definition.n


def parts(definition: MetricDefinition, catalogue: Catalogue) -> list[Part]:
    """The metrics to ask for, by the semantic model that they come from."""
    wanted: dict[str, list[str]] = {}
    for name in dict.fromkeys(sides(definition)):
        wanted.setdefault(catalogue.metrics[name].models[0], []).append(name)
    return [Part(model, tuple(names)) for model, names in wanted.items()]


def joined(frames: list[pl.DataFrame], definition: MetricDefinition, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """One row per record that is counted: its key and dimensions, `numerator` and `denominator`.

    `frames` hold `record`, `key`, `day`, the dimensions and one column per metric asked for. A record that adds nothing
    to either side is left out.
    """
    keys = ["record", "key", "day", *dimensions]
    together = frames[0]
    for frame in frames[1:]:
        together = together.join(frame, on=keys, how="full", coalesce=True, nulls_equal=True)
    top, bottom = sides(definition)
    values = {"numerator": pl.col(top).cast(pl.Float64), "denominator": pl.col(bottom).cast(pl.Float64)}
    return (
        together.select(*keys, **values)
        .filter((pl.col("denominator").fill_null(0) != 0) | (pl.col("numerator").fill_null(0) != 0))
        .sort("day", "record", nulls_last=True)
    )


def parting(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """The records that two readings count differently: `numerator` and `denominator` of each, null where left out.

    Both frames as `joined` gives them. Dimensions are those of the first reading where it counts the record.
    """
    kept = ["record", "numerator", "denominator"]
    told = pl.concat([first, second]).unique("record", keep="first", maintain_order=True).drop(kept[1:])
    compared = told.join(first.select(kept), on="record", how="left").join(
        second.select(kept), on="record", how="left", suffix="_second"
    )
    same = pl.col("numerator").eq_missing(pl.col("numerator_second")) & pl.col("denominator").eq_missing(
        pl.col("denominator_second")
    )
    return compared.filter(~same)
