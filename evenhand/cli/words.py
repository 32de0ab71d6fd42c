"""Numbers as people read them, by the unit that the metric declares."""

from __future__ import annotations


def value_in_words(value: float | None, unit: str, currency: str) -> str:
    """One value: 12.3 %, 1 h 05 min, 1,200.00 EUR, 4.21 or 1,234; a dash for none."""
    if value is None:
        return "-"
    match unit:
        case "ratio":
            return f"{value:.1%}".replace("%", " %")
        case "seconds":
            return duration_in_words(value)
        case "money":
            return f"{value:,.2f} {currency}"
        case "score":
            return f"{value:.2f}"
        case _:
            return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def duration_in_words(seconds: float) -> str:
    """A duration in its two largest units."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60:02d} s"
    if whole < 86_400:
        return f"{whole // 3_600} h {whole % 3_600 // 60:02d} min"
    return f"{whole // 86_400} d {whole % 86_400 // 3_600:02d} h"


def bytes_in_words(count: int) -> str:
    """A size on disk."""
    size = float(count)
    for unit in ("B", "KB", "MB"):
        if size < 1_000:
            return f"{size:.0f} {unit}"
        size /= 1_000
    return f"{size:.1f} GB"
