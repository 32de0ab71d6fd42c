import csv
import io
import json
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from transforms.comparisons import SUMS
from transforms.judgement import READINGS
from transforms.metrics import MetricRequest, MetricStore, ScorecardRequest
from transforms.rep_sums import department_sums, rep_sums
from transforms.scorecards import worked_out


@pytest.fixture(scope="module")
def store(warehouse_home):
    opened = MetricStore.open_current(warehouse_home)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def compared(store):
    return tuple(name for name, definition in store.catalogue.items() if definition.case_mix)


@pytest.fixture(scope="module")
def cards(store, compared):
    return store.scorecards(ScorecardRequest(compared))


def test_value_n_and_interval_are_those_of_the_metric(store, compared, cards):
    asked = store.query(MetricRequest(compared, ("agent",))).filter(pl.col("agent") != "not recorded", pl.col("n") > 0)
    both = cards.join(asked, on=["metric", "agent"], how="full", suffix="_asked")
    assert both["metric"].null_count() == both["metric_asked"].null_count() == 0
    for name in ("value", "n", "low", "high"):
        assert ((both[name] - both[f"{name}_asked"]).abs().fill_null(0) < 1e-9).all(), name
        assert (both[name].is_null() == both[f"{name}_asked"].is_null()).all(), name


@pytest.mark.parametrize("grain", [None, "week", "month", "quarter"])
@pytest.mark.parametrize(
    "days",
    [
        (date(2025, 12, 17), date(2026, 5, 3)),
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 2), date(2026, 4, 29)),
        (None, None),
        (None, date(2026, 2, 1)),
    ],
)
def test_what_is_held_of_reps_is_what_the_file_adds_up_to(store, compared, monkeypatch, days, grain):
    asked = ScorecardRequest(compared, *days, where=(("team", ("Billing", "Technical")),), grain=grain)
    held = rep_sums(store, asked).frame(SUMS, is_by_period=grain is not None)
    assert held.height > 0
    with monkeypatch.context() as limited:
        limited.setattr("transforms.rep_days.MOST_DAYS", 100)
        other = MetricStore.open(store.folder)
        asked_of_file = rep_sums(other, asked).frame(SUMS, is_by_period=grain is not None)
        assert not other.rep_days.are_held
        other.close()
    assert_frame_equal(held, asked_of_file, rel_tol=1e-9, check_column_order=True)


@pytest.mark.parametrize("grain", [None, "week", "month"])
def test_what_is_held_of_the_department_is_what_all_agents_add_up_to(store, compared, grain):
    shown = (("team", ("Billing",)), ("channel", ("email", "phone")))
    asked = ScorecardRequest(compared, date(2025, 12, 17), date(2026, 5, 3), shown, grain)
    held = department_sums(store, asked).frame(SUMS, is_by_period=grain is not None)
    everybody = rep_sums(store, asked.of_department)
    assert held.height >= len(compared)
    assert held["records"].sum() > rep_sums(store, asked)["records"].sum()
    assert_frame_equal(held, everybody.together(SUMS).frame(SUMS, grain is not None), rel_tol=1e-9, check_dtypes=False)


@pytest.mark.parametrize(
    "asked",
    [
        {"where": (("team", ("Billing",)),), "start": date(2026, 1, 8)},
        {"grain": "month"},
        {"grain": "month", "where": (("channel", ("email",)),)},
    ],
    ids=["of a team", "published months", "months of a channel"],
)
def test_readings_are_those_of_the_scorecards(store, compared, asked):
    request = ScorecardRequest(compared, **asked)
    drawn = ("shrunk", "shrunk_low", "shrunk_high", "reliability", "worst_tenth")
    cards = store.scorecards(request)
    assert cards.height > 100
    assert_frame_equal(store.readings(request), cards.drop(drawn))


def test_nothing_is_no_number_and_no_word_is_made_up(cards):
    assert (
        not cards.select(pl.any_horizontal(pl.selectors.float().is_nan() | pl.selectors.float().is_infinite()))
        .to_series()
        .any()
    )
    assert set(cards["reading"]) <= set(READINGS)
    assert not [name for name in cards.columns if "rank" in name]
    few = cards.filter(reading="too_few")
    assert len(few) > 0
    assert few.select("expected", "ratio", "adjusted", "shrunk", "worst_tenth").null_count().row(0) == (len(few),) * 5


def test_the_department_does_as_the_department_is_expected_to(store):
    days = store.table("rep_days").group_by("metric").agg(pl.col("observed", "expected", "weight").sum())
    for metric, observed, expected, weight in days.iter_rows():
        # Durations are weighted by how much each channel varies, so their sums agree nearly and not wholly.
        nearly = 0.01 if store.catalogue[metric].unit == "seconds" else 1e-6
        assert abs(observed - expected) / weight < nearly, metric


def test_words_are_said_exactly_outside_the_lines_of_the_funnel(store, compared):
    request = ScorecardRequest(compared, start=None, end=None)
    cards, lines = store.scorecards(request), store.scorecard_limits(request)
    judged = cards.filter(pl.col("reading") != "too_few")
    clear = 0
    for card in judged.iter_rows(named=True):
        grid = lines.filter(metric=card["metric"])
        near = grid.filter(
            (pl.col("evidence") - card["evidence"]).abs() == (pl.col("evidence") - card["evidence"]).abs().min()
        )
        [line] = near.to_dicts()
        side = "above" if card["adjusted"] > line["reference"] else "below"
        assert card["reading"] in {"as_expected", f"maybe_{side}", f"clearly_{side}"}
        # Between two points of the line the verdict may differ by a hair; well outside and well inside it may not.
        reach = (line["high_clear"] if side == "above" else line["low_clear"]) - line["reference"]
        gone = (card["adjusted"] - line["reference"]) / reach if reach else 0
        if gone > 1.2:
            assert card["reading"] == f"clearly_{side}"
            clear += 1
        elif gone < 0.8:
            assert not card["reading"].startswith("clearly")
    assert clear > 3


def test_a_filter_by_team_or_agent_changes_nobodys_card(store, cards):
    metric = "average_handle_time"
    agent = cards.filter(metric=metric)["agent"][0]
    alone = store.scorecards(ScorecardRequest((metric,), where=(("agent", (agent,)),)))
    among = cards.filter(metric=metric, agent=agent)
    assert among.height == 1
    # One metric adds up its agents in another order than fourteen do: the last digit may differ, and nothing else.
    assert_frame_equal(alone, among, rel_tol=1e-9)


def test_a_filter_by_topic_is_answered_from_the_records_as_the_published_days_would(store):
    metric = "csat"
    topics = store.query(MetricRequest((metric,), ("topic",)))["topic"].to_list()
    published = store.scorecards(ScorecardRequest((metric,)))
    from_records = store.scorecards(ScorecardRequest((metric,), where=(("topic", tuple(topics)),)))
    figures = pl.selectors.float()
    gaps = published.select(figures).to_numpy() - from_records.select(figures).to_numpy()
    assert published.select("agent", "n", "reading").equals(from_records.select("agent", "n", "reading"))
    assert pl.Series(gaps.ravel()).drop_nans().abs().max() < 1e-9
    one = store.scorecards(ScorecardRequest((metric,), where=(("topic", (topics[0],)),)))
    assert 0 < one["n"].sum() < published["n"].sum()


def test_the_table_of_months_says_what_the_days_say(store, compared):
    request = ScorecardRequest(compared, grain="month")
    published, days = store.scorecards(request), worked_out(store, request)
    words = ("metric", "period", "agent", "n", "reading")
    assert published.select(words).equals(days.select(words))
    figures = pl.selectors.float()
    assert (published.select(figures).null_count() == days.select(figures).null_count()).row(0) == (True,) * 14
    gaps = (published.select(figures).to_numpy() - days.select(figures).to_numpy()) / (
        1 + days.select(figures).to_numpy()
    )
    assert pl.Series(gaps.ravel()).drop_nans().abs().max() < 1e-9
    assert published.select("metric", "period", "agent").is_unique().all()
    [one] = store.scorecards(
        ScorecardRequest(
            ("csat",), date(2026, 5, 1), date(2026, 5, 31), (("agent", (published["agent"][0],)),), grain="month"
        )
    ).to_dicts()
    assert one == published.row(
        by_predicate=(pl.col("metric") == "csat")
        & (pl.col("period") == date(2026, 5, 1))
        & (pl.col("agent") == published["agent"][0]),
        named=True,
    )


def test_the_days_and_cells_have_one_row_each(store):
    assert store.table("rep_days").select("metric", "day", "agent", "team", "channel").is_unique().all()
    cells = store.table("case_mix_cells")
    assert cells.select("metric", "month", "tier", "channel", "topic", "priority").is_unique().all()
    assert cells["records"].sum() == store.table("rep_days")["records"].sum()


def test_slow_and_fast_reps_of_the_simulation_are_told_apart(store, cards, warehouse_home):
    truth = pl.DataFrame(
        [
            {"agent": rep["agent"], "effect": rep["effects"]["handle_time"]}
            for rep in json.loads((warehouse_home / "demo_truth" / "truth.json").read_text())["reps"]
        ]
    )
    judged = cards.filter(pl.col("metric") == "average_handle_time", pl.col("ratio").is_not_null()).join(
        truth, on="agent"
    )
    assert judged.select(pl.corr("shrunk", "effect")).item() > judged.select(pl.corr("value", "effect")).item()
    clear = judged.filter(pl.col("reading").str.starts_with("clearly"))
    assert len(clear) > 0
    assert ((clear["effect"] > 0) == (clear["reading"] == "clearly_above")).all()


def test_the_command_line_gives_the_same_cards(warehouse_home, evenhand, cards):
    told = evenhand(warehouse_home, "scorecard", "csat", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(told)))
    expected = cards.filter(metric="csat")
    assert [row["agent"] for row in rows] == expected["agent"].to_list()
    assert [row["reading"] for row in rows] == expected["reading"].to_list()
    told = evenhand(warehouse_home, "scorecard", "csat", "--where", f"agent={rows[0]['agent']}").stdout
    assert "ratio" in told
    wrong = evenhand(warehouse_home, "scorecard", "backlog", check=False)
    assert wrong.returncode == 2
    assert "csat" in wrong.stderr
