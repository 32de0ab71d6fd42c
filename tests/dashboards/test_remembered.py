import polars as pl

from dashboards.remembered import KEPT_FRAMES, RememberedStore
from transforms.requests import MetricRequest
from transforms.row_rules import RowRule


class CountingStore:
    def __init__(self):
        self.asked = []

    def query(self, request):
        self.asked.append(request)
        return pl.DataFrame({"metric": request.metrics})


def test_a_question_is_asked_once():
    counting = CountingStore()
    store = RememberedStore(counting)
    first, again = (store.query(MetricRequest(("csat",), ("team",))) for _ in range(2))
    store.query(MetricRequest(("csat",)))
    assert first is again
    assert len(counting.asked) == 2


def test_the_oldest_answers_are_let_go():
    counting = CountingStore()
    store = RememberedStore(counting)
    requests = [MetricRequest((f"metric_{i}",)) for i in range(KEPT_FRAMES + 1)]
    for request in [*requests, requests[-1], requests[0]]:
        store.query(request)
    assert len(counting.asked) == KEPT_FRAMES + 2


def test_what_is_worked_out_is_kept_for_those_with_the_same_limits_alone():
    store = RememberedStore(CountingStore())
    limited = store.seen_by(RowRule(teams=("Billing",)))
    worked = [one.worked_out("page", lambda one=one: {"seen by": one.rule}) for one in (store, limited, store)]
    assert [told["seen by"] for told in worked] == [store.rule, limited.rule, store.rule]
    assert worked[0] is worked[2]
