"""Public holidays of a country or region, as the rows of a directory_holidays file."""

from __future__ import annotations

from datetime import date

from evenhand.errors import WrongUsageError

COLUMNS = ("calendar", "day", "name")


def holiday_rows(
    calendar: str, country: str, region: str | None, first_year: int, last_year: int
) -> list[dict[str, str | date]]:
    """Every public holiday from the first year to the last, named in the country's own language."""
    # Imported here: it knows the whole world, which no other command need wait for.
    import holidays

    code = country.strip().upper()
    regions_of = holidays.list_supported_countries(include_aliases=True)
    if code not in regions_of:
        raise WrongUsageError(
            f"There are no holidays for the country '{country}'.",
            "Give its code of two or three letters from ISO 3166, such as DE, USA or IN.",
        )
    if last_year < first_year:
        raise WrongUsageError(
            f"The last year {last_year} is before the first, {first_year}.", "Give --from the earlier one."
        )
    known = next((name for name in regions_of[code] if region and name.casefold() == region.strip().casefold()), None)
    if region and known is None:
        names = ", ".join(regions_of[code]) or "none"
        raise WrongUsageError(f"{code} has no region '{region}'.", f"Known are: {names}.")
    years = range(first_year, last_year + 1)
    # Without a language the names would follow the shell's.
    language = getattr(holidays, code).default_language
    found = holidays.country_holidays(code, subdiv=known, years=years, language=language)
    missing = [str(year) for year in years if not any(day.year == year for day in found)]
    if missing:
        raise WrongUsageError(
            f"Nothing is known of the holidays of {code} in {', '.join(missing[:5])}.",
            f"Its years reach from {found.start_year} to {found.end_year}.",
        )
    return [{"calendar": calendar, "day": day, "name": found[day]} for day in sorted(found)]
