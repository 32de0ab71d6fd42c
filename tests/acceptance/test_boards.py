"""What the pages of one theme show is what the tables hold: every tile by the metric store, many by plain SQL."""

from datetime import timedelta

import pytest

from dashboards.export_boards import of_complaints, of_sales, of_satisfaction, of_service, tables_of
from dashboards.formats import in_words, number
from dashboards.periods import last_day
from dashboards.state import ViewState
from dashboards.views import complaints, overview, sales, satisfaction, service
from dashboards.views.intervals import SLOTS
from transforms.metrics import MetricRequest

PAGES = {
    "overview": (overview.overview, overview.BOARD, {}),
    "service": (service.service, service.BOARD, {"choices": (("map", "service_level"), ("slot", next(iter(SLOTS))))}),
    "satisfaction": (satisfaction.satisfaction, satisfaction.BOARD, {}),
    "sales": (sales.sales, sales.BOARD, {}),
    "complaints": (complaints.complaints, complaints.BOARD, {}),
}
EXPORTS = {"service": of_service, "satisfaction": of_satisfaction, "sales": of_sales, "complaints": of_complaints}
SLICES = {"whole": {}, "part": {"teams": ("Billing",), "channels": ("phone",)}}
PLAIN = {
    "contacts_offered": "select count(*) from queue_entries where queued_on",
    "service_level": "select avg(is_within_threshold::int) from queue_entries where ((is_answered and wait_seconds is not"
    " null) or (is_abandoned and not is_short_abandon)) and queued_on",
    "abandonment_rate": "select avg(is_abandoned::int) from queue_entries where queued_on",
    "average_speed_of_answer": "select avg(wait_seconds) from queue_entries where is_answered and queued_on",
    "cases_opened": "select count(*) from case_openings where opened_on",
    "csat": "select avg(is_positive::int) from survey_responses where kind = 'csat' and is_answered and sent_on",
    "dsat": "select avg((rating <= 2)::int) from survey_responses where rating is not null and sent_on",
    "nps": "select avg(nps_points) from survey_responses where nps_points is not null and sent_on",
    "offers_made": "select count(*) from offers where is_offered and offered_on",
    "upsell_conversion": "select avg(is_accepted::int) from offers where is_offered and offered_on",
    "upsell_revenue": "select sum(net_revenue) from offers where offered_on",
    "complaint_timely_rate": "select avg(is_timely::int) from complaints where received_on",
    "compensation_amount": "select sum(amount) from compensations where opened_on",
    "leakage_rate": "select avg(is_granted::int) from policy_decisions where not is_eligible and opened_on",
    "wrongful_refusal_rate": "select avg((not is_granted)::int) from policy_decisions where is_eligible and opened_on",
}
DAYS = 364


@pytest.fixture(scope="module")
def plain(published):
    """The rows of a plain query over the year that the pages show, in teams and channels if they are chosen."""
    end = last_day(published.generation)
    days = {"first": end - timedelta(days=DAYS - 1), "last": end}

    def ask(start_of_query, part=None, rest=""):
        chosen = " and team = 'Billing' and channel = 'phone'" if part else ""
        return published.run(f"{start_of_query} between $first and $last{chosen} {rest}", days).rows()

    return ask


@pytest.fixture(scope="module")
def shown(store):
    kept = {}

    def show(page, part="whole"):
        if (page, part) not in kept:
            view, board, more = PAGES[page]
            state = ViewState(period="52w", metric=board.default_metric, **SLICES[part], **more)
            kept[page, part] = state, view(store, state)
        return kept[page, part]

    return show


@pytest.mark.parametrize("part", SLICES)
@pytest.mark.parametrize("page", PAGES)
def test_every_tile_is_the_metric_and_many_are_what_plain_sql_says(store, plain, shown, page, part):
    state, found = shown(page, part)
    tiles = {tile["metric"]: tile["number"] for tile in found["tiles"]}
    end = last_day(store.generation)
    request = MetricRequest(tuple(tiles), (), None, end - timedelta(days=DAYS - 1), end, state.where)
    rows = {row["metric"]: row["value"] for row in store.query(request).to_dicts()}
    assert tiles == {name: number(store.catalogue[name].unit, rows[name]) for name in tiles}
    assert len(tiles) == 8
    by_hand = {name: plain(PLAIN[name], part == "part")[0][0] for name in tiles if name in PLAIN}
    assert len(by_hand) >= 2
    assert {name: rows[name] for name in by_hand} == pytest.approx(by_hand)


def test_the_map_of_the_week_and_the_queues_are_what_plain_sql_says(plain, shown):
    _, found = shown("service")
    where = PLAIN["service_level"]
    by_hour = plain(
        where.replace("select avg", "select weekday, left(half_hour, 2) || ':00', avg"), None, "group by all"
    )
    told = {(row["day"], time): cell for row in found["map"]["rows"] for time, cell in zip(
        found["map"]["times"], row["cells"], strict=True) if cell.get("text")}  # fmt: skip
    wanted = {(day, time): f"{share * 100:.1f}" for day, time, share in by_hour if share is not None}
    assert {key: cell["text"] for key, cell in told.items()} == wanted
    queues = found["queues"]
    column = [column["metric"] for column in queues["columns"]].index("speed_of_answer_p90")
    waits = plain(
        "select team, quantile_cont(wait_seconds, 0.9) from queue_entries where is_answered and queued_on",
        None,
        "group by 1",
    )
    assert {row["key"]: row["cells"][column]["value"] for row in queues["rows"]} == pytest.approx(dict(waits))


def test_scores_products_and_decisions_are_what_plain_sql_says(plain, shown):
    scores = plain("select score, count(*) from survey_responses where kind = 'csat' and is_answered and sent_on", None,
        "group by 1")  # fmt: skip
    first = shown("satisfaction")[1]["scores"][0]
    assert {bar["score"]: bar["count"] for bar in first["bars"]} == {f"{s:g}": f"{n:,}" for s, n in scores}
    assert sum(bar["share"] for bar in first["bars"]) == pytest.approx(1)
    cards = shown("sales")[1]["cards"]
    products = plain("select product, count(*) from offers where is_offered and offered_on", None, "group by 1")
    assert {row["key"]: row["cells"][0]["value"] for row in cards["products"]["rows"]} == dict(products)
    gross, net = plain("select sum(gross_revenue), sum(net_revenue) from offers where offered_on")[0]
    assert f"{in_words('money', gross)} " in cards["money"]
    assert f"{in_words('money', net)} " in cards["money"]
    decided = plain(
        "select is_eligible, is_granted, count(*) from policy_decisions where opened_on", None, "group by all"
    )
    table = shown("complaints")[1]["cards"]["policy"]
    told = {(not r, not c): cell["count"] for r, row in enumerate(table["rows"]) for c, cell in enumerate(row["cells"])}
    assert told == {(eligible, granted): f"{n:,}" for eligible, granted, n in decided}
    assert table["n"] == sum(n for _, _, n in decided)


@pytest.mark.parametrize("page", EXPORTS)
def test_the_file_of_a_page_holds_what_its_tiles_show(store, shown, page):
    state, found = shown(page)
    tables = list(tables_of(PAGES[page][1], EXPORTS[page])(store, state, {}))
    rows = {table.name: list(table.rows) for table in tables}
    figures = {row[0]: row for row in rows["figures"] if list(row[1:3]) == ["(all)", "(all)"]}
    assert {tile["metric"]: tile["number"] for tile in found["tiles"]} == {
        name: number(row[-1], row[3]) for name, row in figures.items()
    }
    assert len(rows) == len(tables) >= 3
    assert all(rows.values())
