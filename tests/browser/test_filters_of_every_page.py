"""What a filter does on each page that has filters, told by one walk through them."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards.formats import number
from dashboards.periods import periods_of
from dashboards.state import DEFAULT_PERIOD, ViewState
from tests.browser.pages import addresses, of_path, short
from tests.browser.walking import walk
from transforms.generations import GENERATION_FILE, current_folder

pytestmark = [pytest.mark.browser, pytest.mark.pages]

MOST_RAW, MOST_SENT = 80_000, 20_000


@pytest.fixture(scope="module")
def walked():
    """Every walk of this run, so that the command line is asked once for the tiles of all pages."""
    return []


@pytest.fixture(scope="module", params=addresses(), ids=short)
def told(request, visit, walked):
    page = visit(request.param)
    if page.locator(".filters").count() == 0:
        page.close()
        pytest.skip("this page has no filters")
    walked.append(walk(page))
    yield walked[-1]
    page.close()


def changes(told):
    return [step for name, step in told.steps.items() if name in ("13 weeks", "team", "channel", "topic")]


def test_each_change_moves_address_and_page_by_one_short_answer(told):
    before = told.steps["default"]
    for step in changes(told):
        assert step.address != before.address
        assert step.text != before.text
        assert (step.done, step.questions) == (step.done, 1)
        assert step.bytes_sent <= MOST_SENT, f"{step.done}: {step.bytes_sent} bytes sent"
        assert step.bytes_raw <= MOST_RAW, f"{step.done}: {step.bytes_raw} bytes"
        before = step
    assert told.trouble == []


def test_reload_and_back_give_the_same_page_with_one_question_each(told):
    names = list(told.steps)
    last = changes(told)[-1]
    assert told.steps["reload"].text == last.text
    for name in names:
        if name.startswith("back to "):
            step, meant = told.steps[name], told.steps[name.removeprefix("back to ")]
            assert (name, step.address, step.text) == (name, meant.address, meant.text)
            assert (name, step.questions) == (name, 1)
    assert told.steps["forward"].text == told.steps["13 weeks"].text


def test_default_reset_and_nonsense_are_one_view(told):
    default = told.steps["default"]
    assert "?" not in default.address
    assert told.steps["reset"].address == default.address
    assert told.steps["reset"].text == default.text
    assert told.steps["nonsense"].text == default.text


@pytest.fixture(scope="module")
def command_line(warehouse_home, evenhand):
    """What `evenhand metrics query` says under the filters of an address."""
    facts = json.loads((current_folder(warehouse_home) / GENERATION_FILE).read_text())

    def said(*arguments):
        return json.loads(evenhand(warehouse_home, "metrics", *arguments, "--format", "json").stdout)

    names = {metric["label"]: metric["metric"] for metric in said("list")}

    def ask(labels, path, query):
        """Label to the text of its number."""
        address = {key: values[0] for key, values in parse_qs(query).items()} | of_path(path)
        span = periods_of(ViewState(period=address.pop("p", DEFAULT_PERIOD)), facts).shown
        where = [part for key, value in address.items() for part in ("--where", f"{key}={value}")]
        rows = said("query", *(names[label] for label in labels), "--from", span.start, "--to", span.end, *where)
        told = {row["metric"]: number(row["unit"], row["value"]) for row in rows}
        return {label: told[names[label]] for label in labels}

    return ask


def test_every_tile_of_every_page_says_what_the_command_line_says(walked, command_line):
    shown = {}
    for walk_ in walked:
        if walk_.steps["default"].tiles:
            for step in (walk_.steps["default"], changes(walk_)[-1]):
                place = urlsplit(step.address)
                whole = "/" if not of_path(place.path) else place.path
                shown.setdefault((whole, place.query), []).append(step)
    if not shown:
        pytest.skip("no page with tiles was walked")
    for (path, query), steps in shown.items():
        labels = sorted({label for step in steps for label in step.tiles})
        said = command_line(labels, path, query)
        for step in steps:
            wrong = {label: (text, said[label]) for label, text in step.tiles.items() if text != said[label]}
            assert (step.address, wrong) == (step.address, {})
