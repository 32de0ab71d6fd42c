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


def parts(definition: MetricDefinition, catalogue: Catalogue) -> list[Part]:
    """The metrics to ask for record by record, by the semantic model that they come from."""
    wanted: dict[str, list[str]] = {}
    for name in dict.fromkeys(filter(None, (_top(definition), definition.denominator, definition.n))):
        wanted.setdefault(catalogue.metrics[name].models[0], []).append(name)
    return [Part(model, tuple(names)) for model, names in wanted.items()]


def _top(definition: MetricDefinition) -> str:
    return definition.numerator or definition.name


def joined(frames: list[pl.DataFrame], definition: MetricDefinition, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """One row per record that is counted: its key and dimensions, `numerator`, `denominator` and `n`.

    `frames` hold `record`, `key`, `day`, the dimensions and one column per metric asked for. Of a metric that is no
    ratio the numerator is the record's own value and the denominator null. A record that adds nothing is left out.
    """
    keys = ["record", "key", "day", *dimensions]
    together = frames[0]
    for frame in frames[1:]:
        together = together.join(frame, on=keys, how="full", coalesce=True, nulls_equal=True)
    below = pl.col(definition.denominator) if definition.denominator else pl.lit(None)
    return (
        together.select(
            *keys,
            numerator=pl.col(_top(definition)).cast(pl.Float64),
            denominator=below.cast(pl.Float64),
            n=pl.col(definition.n).cast(pl.Float64).fill_null(0),
        )
        .filter((pl.col("n") != 0) | (pl.col("numerator").fill_null(0) != 0))
        .sort("day", "record", nulls_last=True)
    )


def parting(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """The records that two readings count differently: what each reading adds up, null where it leaves a record out.

    Both frames as `joined` gives them. Dimensions are those of the first reading where it counts the record.
    """
    counted = ["numerator", "denominator", "n"]
    told = pl.concat([first, second]).unique("record", keep="first", maintain_order=True).drop(counted)
    compared = told.join(first.select("record", *counted), on="record", how="left").join(
        second.select("record", *counted), on="record", how="left", suffix="_second"
    )
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_second")) for name in counted)
    return compared.filter(~same)
