import re
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from dashboards import localised
from dashboards.formats import change, count, in_words, uncertainty
from dashboards.localised import browser_tag, day, day_of_year, decimal, moment, month, picker_form, use_locale
from dashboards.periods import Span

SEPTEMBER = date(2026, 9, 3)
EVENING = datetime(2026, 9, 3, 21, 5, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(autouse=True)
def _as_usual_afterwards():
    yield
    use_locale(localised.USUAL)


@pytest.mark.parametrize(
    ("place", "number", "words", "moment_", "picker", "tag"),
    [
        ("en_GB", "-1,234,567.50", "3 Sep 2026", "3 Sep 2026, 21:05", "D MMM YYYY", "en-GB"),
        ("de-DE", "-1.234.567,50", "3. Sept. 2026", "3. Sept. 2026, 21:05", "D.M.YYYY", "de-DE"),
        ("en_US", "-1,234,567.50", "Sep 3, 2026", "Sep 3, 2026, 9:05 PM", "M/D/YYYY", "en-US"),
        ("fr_FR", "-1\u202f234\u202f567,50", "3 sept. 2026", "3 sept. 2026, 21:05", "DD/MM/YYYY", "fr-FR"),
        ("en_IN", "-12,34,567.50", "3 Sept 2026", "3 Sept 2026, 9:05 pm", "D/M/YYYY", "en-IN"),
    ],
)
def test_a_place_has_its_own_form_of_numbers_and_dates(place, number, words, moment_, picker, tag):
    use_locale(place)
    assert decimal(-1234567.5, 2) == number
    assert day(SEPTEMBER) == words
    assert moment(EVENING).replace("\u202f", " ") == moment_
    assert (picker_form(), browser_tag()) == (picker, tag)


def test_figures_and_spans_of_pages_take_the_form():
    use_locale("de_DE")
    assert in_words("ratio", 0.7567) == "75,7 %"
    assert change("count", 2104.9, 1000.0) == "+110,5 %"
    assert change("seconds", 522.0, 522.2) == "no change"
    assert count(12345) == "12.345"
    assert Span(date(2026, 6, 3), date(2026, 6, 30)).words() == "3. Juni – 30. Juni 2026"
    assert day_of_year(date(2026, 6, 3)) == "3. Juni"
    assert month(date(2026, 6, 3)) == "Juni 2026"
    assert uncertainty(SimpleNamespace(unit="ratio", interval="wilson"), 1.0, 0.957, 1.0) == "95,7 to 100 %"


def test_a_place_that_is_not_known_is_told():
    with pytest.raises(ValueError, match="'xx_YY' is no locale"):
        use_locale("xx_YY")


def test_nobody_else_writes_numbers_in_a_form_of_their_own():
    folder = Path(localised.__file__).parent
    pages = [path for path in folder.rglob("*.py") if path.name != "localised.py" and "export" not in path.name]
    found = [
        f"{path.name}: {place[0]}"
        for path in pages
        for place in re.finditer(r":[+-]?,(\.\d+f)?\}|:%[bBd]", _text(path))
    ]
    scripts = [
        path for path in (folder / "assets").glob("*.js") if path.name not in ("view-0-place.js", "view-1-shared.js")
    ]
    found += [
        f"{path.name}: {place[0]}" for path in scripts for place in re.finditer(r"toLocale\w+\(|Intl\.\w+", _text(path))
    ]
    assert found == []


def _text(path):
    return path.read_text(encoding="utf-8")
