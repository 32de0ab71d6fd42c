"""A walk through the filters of a page, with what it said at every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.browser.opening import settle

NONSENSE = (
    "?p=nonsense&from=x&to=2026-99-99&cmp=never&team=%3Cb%3E%7C'--&channel=zz&topic=zz&grain=zz&sort=-zz&m=zz&view=zz"
    "&by=zz&across=zz&find="
)


@dataclass(frozen=True)
class Step:
    """What a page showed after something was done to it."""

    done: str
    address: str
    text: str
    tiles: dict[str, str]
    questions: int
    """How often the server was asked for it."""
    bytes_raw: int
    bytes_sent: int


@dataclass
class Walk:
    """The steps of a page by name, in their order."""

    steps: dict[str, Step] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)


def walk(page: Any) -> Walk:
    """Sets every filter that the page offers, then reloads, goes back, resets and asks for nonsense."""
    told, path = Walk(), page.url
    _take(told, page, "default", lambda: settle(page), since=0)
    _take(told, page, "13 weeks", lambda: page.click(".filters .mantine-SegmentedControl-label:has-text('13 weeks')"))
    for word in ("team", "channel", "topic"):
        if page.locator(f"#filter-{word}s .choice-button").is_visible():
            _take(told, page, word, lambda word=word: _tick_first(page, word))
    for at, before in enumerate(list(told.steps)[-2::-1]):
        if at == 0:
            _take(told, page, "reload", page.reload)
        _take(told, page, f"back to {before}", page.go_back)
    _take(told, page, "forward", page.go_forward)
    _take(told, page, "reset", lambda: page.click("#filter-reset a"))
    _take(told, page, "nonsense", lambda: page.goto(path + NONSENSE))
    told.trouble = page.trouble
    return told


def _tick_first(page: Any, word: str) -> None:
    page.click(f"#filter-{word}s .choice-button")
    page.click(f"#filter-{word}s .choice-row >> nth=0")
    page.keyboard.press("Escape")


def _take(told: Walk, page: Any, done: str, act: Callable[[], Any], since: int | None = None) -> None:
    since = len(page.asked) if since is None else since
    act()
    settle(page)
    answers = [request.response() for request in page.asked[since:]]
    told.steps[done] = Step(
        done,
        page.url,
        page.inner_text("main").replace("\nReset\n", "\n"),
        page.evaluate(TILES),
        len(answers),
        sum(len(answer.body()) for answer in answers),
        sum(answer.request.sizes()["responseBodySize"] for answer in answers),
    )


TILES = """() => Object.fromEntries([...document.querySelectorAll('.tile')].map((tile) =>
    [tile.querySelector('.tile-label').innerText, tile.querySelector('.tile-figure').firstChild.textContent]))"""
