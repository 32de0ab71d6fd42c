"""SQL that reads dates and points in time: ISO 8601, seconds or milliseconds since 1970, or strptime formats."""

from __future__ import annotations

from ingest.quoting import literal

EARLIEST = "1990-01-01"
LATEST = "2100-01-01"
"""No service log is older or newer; what lies outside was mistyped or stands for 'never'."""

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
ISO_LOCAL = rf"{_DAY}([T ]{_CLOCK})?"
ISO_ZONED = rf"{_DAY}[T ]{_CLOCK} ?(Z|UTC|[+-]\d{{2}}(:?\d{{2}})?)"
ISO_DATE = rf"{_DAY}([T ]00:00(:00(\.0+)?)?)?"
_SECONDS = r"\d{9,10}(\.\d+)?"
_MILLISECONDS = r"\d{12,13}"


def zoned_sql(text: str, formats: tuple[str, ...]) -> str:
    """TIMESTAMPTZ of a text that says itself where on earth its clock stands, else NULL."""
    return _first([_zoned(text, form) for form in formats or ("iso",)], "timestamptz")


def local_sql(text: str, formats: tuple[str, ...]) -> str:
    """TIMESTAMP of a text that gives a clock time without a zone, else NULL."""
    return _first([_local(text, form) for form in formats or ("iso",)], "timestamp")


def date_sql(text: str, formats: tuple[str, ...]) -> str:
    """DATE of a text; a time of day other than midnight does not fit."""
    return _first([_date(text, form) for form in formats or ("iso",)], "date")


def _zoned(text: str, form: str) -> str | None:
    if form == "iso":
        # DuckDB casts neither a blank before the offset nor a decimal comma.
        plain = f"regexp_replace(replace({text}, ',', '.'), ' ([+-])', '\\1')"
        return f"case when regexp_full_match({text}, '{ISO_ZONED}') then try_cast({plain} as timestamptz) end"
    if form == "epoch_s":
        return f"case when regexp_full_match({text}, '{_SECONDS}') then to_timestamp({text}::double) end"
    if form == "epoch_ms":
        number = f"try_cast({text} as bigint)"
        return f"case when regexp_full_match({text}, '{_MILLISECONDS}') then to_timestamp({number} / 1000.0) end"
    return f"try_strptime({text}, {literal(form)})" if _has_zone(form) else None


def _local(text: str, form: str) -> str | None:
    if form == "iso":
        plain = f"replace({text}, ',', '.')"
        return f"case when regexp_full_match({text}, '{ISO_LOCAL}') then try_cast({plain} as timestamp) end"
    if form in ("epoch_s", "epoch_ms") or _has_zone(form):
        return None
    return f"try_strptime({text}, {literal(form)})"


def _date(text: str, form: str) -> str:
    if form == "iso":
        return f"case when regexp_full_match({text}, '{ISO_DATE}') then try_cast(left({text}, 10) as date) end"
    return f"try_strptime({text}, {literal(form)})::date"


def _has_zone(form: str) -> bool:
    return "%z" in form or "%Z" in form


def _first(readings: list[str | None], kind: str) -> str:
    present = [reading for reading in readings if reading]
    return f"coalesce({', '.join(present)}, null::{kind})" if present else f"null::{kind}"
