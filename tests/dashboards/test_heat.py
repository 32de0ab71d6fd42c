from types import SimpleNamespace

import pytest

from dashboards.periods import periods_of
from dashboards.remembered import RememberedStore
from dashboards.state import ViewState
from dashboards.views.heat import heat_map, rated_cell
from dashboards.views.scope import scope
from transforms.metrics import MetricRequest, MetricStore

RATE = SimpleNamespace(name="csat", unit="ratio", n="answers", least_n=30, interval="wilson", better="higher")
MEDIAN = SimpleNamespace(name="wait", unit="seconds", n="waits", least_n=30, interval="rank", better="lower")
VOLUME = SimpleNamespace(name="cases", unit="count", n="cases", least_n=30, interval="none", better="neutral")
PERCENT, SECONDS, ONE = (0.01, "%", 1), (1, "s", 0), (1, "", 0)


@pytest.fixture(scope="module")
def store(warehouse_home):
    store = MetricStore.open_current(warehouse_home)
    yield RememberedStore(store)
    store.close()


def map_of(store, **chosen):
    state = ViewState(period="52w", **chosen)
    return heat_map(store, state, periods_of(state, store.generation).shown)


def row(value, n):
    return {"value": value, "n": n, "low": None, "high": None}


@pytest.mark.parametrize(
    ("definition", "cell", "total", "scale", "looks"),
    [
        (RATE, row(0.2, 29), row(0.8, 5000), PERCENT, (None, True)),
        (RATE, row(0.2, 30), row(0.8, 5000), PERCENT, ("worse", False)),
        (RATE, row(0.8, 300), row(0.8, 5000), PERCENT, (None, False)),
        (MEDIAN, row(9.0, 29), row(90.0, 5000), SECONDS, (None, True)),
        (MEDIAN, row(9.0, 30), row(90.0, 5000), SECONDS, (None, False)),
        (VOLUME, row(3.0, 3), row(5000.0, 5000), ONE, (None, False)),
    ],
)
def test_a_cell_of_too_few_is_said_and_has_no_colour(definition, cell, total, scale, looks):
    told = rated_cell(definition, cell, total, scale)
    assert (told["tone"], told["is_few"]) == looks
    assert ("too few" in told["title"]) is looks[1]


def test_the_volumes_of_the_map_add_up_to_the_tile(store):
    span = periods_of(ViewState(period="52w"), store.generation).shown
    [tile] = store.query(MetricRequest(("cases_opened",), (), None, span.start, span.end))["value"]
    counted = [cell["text"] for line in map_of(store, metric="cases_opened")["rows"] for cell in line["cells"]]
    assert sum(int(text.replace(",", "")) for text in counted if text) == tile


def test_a_choice_of_cells_leaves_the_map_as_it_is_and_names_the_one_cell_that_is_chosen(store):
    whole, chosen = map_of(store, metric="csat"), map_of(store, metric="csat", teams=("Billing",), channels=("phone",))
    assert chosen["rows"] == whole["rows"]
    assert chosen["totals"] == whole["totals"]
    assert chosen["chosen"] == {"team": ["Billing"], "channel": ["phone"]}
    assert chosen["picked"]["name"] == "Billing, Phone"
    assert chosen["picked"]["slices"] == {"team": "Billing", "channel": "phone"}
    assert map_of(store, metric="csat", teams=("Billing", "Technical"), channels=("phone",))["picked"] is None


def test_a_topic_changes_the_map_and_the_sentence_on_top_names_it(store):
    assert map_of(store, metric="csat", topics=("billing",))["rows"] != map_of(store, metric="csat")["rows"]
    state = ViewState(period="52w", topics=("billing",), channels=("phone",))
    told = scope(store, state, periods_of(state, store.generation))
    assert told["slices"] == ["all teams", "Phone", "topic Billing"]
    assert told["volume"] != scope(store, ViewState(period="52w"), periods_of(state, store.generation))["volume"]
