"""The days on which all of Germany is shut."""

from __future__ import annotations

from datetime import date, timedelta

_FIXED = ((1, 1, "New Year"), (5, 1, "Labour Day"), (10, 3, "German Unity Day"), (12, 25, "Christmas Day"),
          (12, 26, "St Stephen's Day"))  # fmt: skip
_AFTER_EASTER = ((-2, "Good Friday"), (1, "Easter Monday"), (39, "Ascension Day"), (50, "Whit Monday"))


def national_holidays(first_year: int, last_year: int) -> dict[date, str]:
    """Every holiday of these years with its name, in order."""
    days: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        days |= {date(year, month, day): name for month, day, name in _FIXED}
        days |= {easter_sunday(year) + timedelta(days=offset): name for offset, name in _AFTER_EASTER}
    return dict(sorted(days.items()))


def easter_sunday(year: int) -> date:
    """The first Sunday after the full moon of spring, by the Gregorian tables (1900 to 2199)."""
    # Gauss: age of the moon on 21 March, then days to the Sunday after; two years of each cycle are drawn forward.
    golden, shift = year % 19, 5 if year < 2100 else 6
    full_moon = (19 * golden + 24) % 30
    sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * full_moon + shift) % 7
    after = full_moon + sunday
    if after == 35 or (after == 34 and full_moon == 28 and golden > 10):
        after -= 7
    return date(year, 3, 22) + timedelta(days=after)
