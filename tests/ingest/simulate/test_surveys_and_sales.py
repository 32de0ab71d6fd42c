"""What customers were asked and bought."""

import csv
from collections import Counter, defaultdict

import pytest


def rows_of(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def surveys(busy_department):
    files = sorted((busy_department.folder / "surveys").glob("*-??.csv"))
    rows = [row for path in files for row in rows_of(path) if "BAD" not in row["response_id"]]
    return list({row["response_id"]: row for row in sorted(rows, key=lambda row: row["answered_at"])}.values())


@pytest.fixture(scope="module")
def orders(busy_department):
    return {row["order_id"]: row for row in rows_of(busy_department.folder / "sales/orders.csv")}


@pytest.fixture(scope="module")
def order_lines(busy_department):
    found = defaultdict(list)
    for row in rows_of(busy_department.folder / "sales/sales_order_lines.csv"):
        found[row["order_id"]].append(row)
    return found


def test_each_kind_of_survey_keeps_to_its_scale(surveys):
    scales = {"csat": ("1", "5"), "nps": ("0", "10"), "ces": ("1", "7")}
    kinds = Counter(row["kind"] for row in surveys)
    assert all(0.03 < kinds[kind] / len(surveys) < 0.07 for kind in ("nps", "ces"))
    for row in surveys:
        assert (row["scale_min"], row["scale_max"]) == scales[row["kind"]]
        assert not row["score"] or int(row["scale_min"]) <= int(row["score"]) <= int(row["scale_max"])


def test_satisfaction_is_asked_in_other_words_from_one_day_on(surveys):
    first, second = (
        [row["sent_at"] for row in surveys if row["instrument_version"] == version] for version in ("csat-1", "csat-2")
    )
    assert first
    assert max(first) < min(second)


def test_customers_say_whether_the_matter_is_settled(surveys):
    said = [row for row in surveys if row["is_resolved"]]
    assert {row["kind"] for row in said} == {"csat"}
    assert all(row["answered_at"] for row in said)
    assert 0.55 < sum(row["is_resolved"] == "true" for row in said) / len(said) < 0.9


def test_every_order_has_lines_that_tell_goods_from_additions(orders, order_lines):
    assert order_lines.keys() == orders.keys()
    for order_id, lines in order_lines.items():
        assert [row["line_no"] for row in lines] == [str(number) for number in range(1, len(lines) + 1)]
        kinds = [row["kind"] for row in lines]
        assert kinds in (["primary"], ["addon"], ["primary", "addon"])
        assert ("addon" in kinds) == order_id.startswith("OR-")
    kinds = Counter(row["kind"] for lines in order_lines.values() for row in lines)
    assert 0.1 < kinds["addon"] / kinds["primary"] < 0.8


def test_what_came_back_came_back_days_later_and_is_no_more_than_was_sold(orders, order_lines):
    returned = [row for row in orders.values() if row["refunded_at"]]
    assert 0.03 < len(returned) / len(orders) < 0.12
    for row in returned:
        assert row["refunded_at"][:10] > row["ordered_at"][:10]
        assert 0 < float(row["refunded_amount"]) <= float(row["amount"])
    for order_id, lines in order_lines.items():
        assert all(float(row["refunded_quantity"]) <= float(row["quantity"]) for row in lines)
        if any(float(row["refunded_quantity"]) for row in lines):
            assert orders[order_id]["refunded_at"]
