"""Numbers and dates in the form of a place; the words around them stay English.

The form is set once, when the app is made. Without a setting it is that of Great Britain, with three-letter months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

USUAL = "en_GB"


@dataclass(frozen=True)
class _Form:
    """Signs of numbers, and the place whose dates are written; None for the usual form."""

    decimal: str = "."
    group: str = ","
    first_group: int = 3
    other_groups: int = 3
    place: Locale | None = None


_form = _Form()


def use_locale(name: str) -> None:
    """Writes numbers and dates from now on as they are written there; ValueError for a place that is not known."""
    global _form  # noqa: PLW0603  (a setting of the process, made once)
    if name.replace("-", "_") == USUAL:
        _form = _Form()
        return
    place = known_place(name)
    signs = place.number_symbols["latn"]
    first, others = place.decimal_formats[None].grouping
    _form = _Form(signs["decimal"], signs["group"], first, others, place)


def browser_tag() -> str:
    """The place as browsers name it, with the digits that we write: de-DE."""
    return str(_form.place).replace("_", "-") if _form.place else "en-GB"


def decimal(value: float, decimals: int = 0, *, is_signed: bool = False) -> str:
    """A number with grouped thousands and so many decimals: 1,234.5."""
    text = f"{value:{'+' if is_signed else '-'},.{decimals}f}"
    if _form.place is None:
        return text
    sign = text[:1] if text[:1] in "+-" else ""
    whole, _, fraction = text.removeprefix(sign).replace(",", "").partition(".")
    return sign + _grouped(whole) + (_form.decimal + fraction if fraction else "")


def day(when: date) -> str:
    """3 Jun 2026."""
    return f"{when.day} {when:%b %Y}" if _form.place is None else _written("yMMMd", when)


def picker_form() -> str:
    """How a date picker writes a day: in figures where months have names that it does not know."""
    if _form.place is None:
        return "D MMM YYYY"
    pattern = str(_form.place.datetime_skeletons["yMd"])
    return re.sub("d+", lambda found: found[0].upper(), re.sub("y+", "YYYY", pattern))


def day_of_year(when: date) -> str:
    """3 Jun."""
    return f"{when.day} {when:%b}" if _form.place is None else _written("MMMd", when)


def month(when: date) -> str:
    """Jun 2026."""
    return f"{when:%b %Y}" if _form.place is None else _written("yMMM", when)


def moment(when: datetime) -> str:
    """3 Jun 2026, 21:49."""
    if _form.place is None:
        return f"{day(when)}, {when:%H:%M}"
    from babel.dates import format_time

    return f"{day(when)}, {format_time(when.time(), 'short', locale=_form.place)}"


def _written(skeleton: str, when: date) -> str:
    from babel.dates import format_skeleton

    # Babel takes moments only, and would move a moment with a zone of its own.
    plain = datetime(when.year, when.month, when.day)
    return format_skeleton(skeleton, plain, locale=_form.place)


def _grouped(digits: str) -> str:
    parts, rest, size = list[str](), digits, _form.first_group
    while len(rest) > size:
        parts.append(rest[-size:])
        rest, size = rest[:-size], _form.other_groups
    return _form.group.join([rest, *reversed(parts)])


def known_place(name: str) -> Locale:
    """The place behind a name like de_DE or de-DE; ValueError for one that is not known."""
    # Imported here: nobody needs it who writes as usual.
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{name!r} is no locale; write one like de_DE, fr_FR or en_US") from error
