"""What the page shows of a run: the answer, or why there is none and where in the statement that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.access.reader import Reader
from dashboards.sql.page_answer import drawn
from dashboards.sql.page_asked import AskedWrongError, read_asked
from dashboards.sql.page_console import Console, NoAnswerError
from dashboards.sql.page_errors import place_of, plain_words
from dashboards.views.scope import as_of

if TYPE_CHECKING:
    from dashboards.remembered import RememberedStore


def shown(store: RememberedStore, console: Console, reader: Reader, sent: Any) -> dict[str, Any] | None:
    """The answer with its ticket, its statement and how new it is, or `error`; None for what no page of ours sends."""
    try:
        asked = read_asked(sent)
        if asked is None:
            return None
        answer = console.run(store, reader, asked)
    except AskedWrongError as wrong:
        return _refused(store, console, reader, sent, str(wrong))
    except NoAnswerError as none:
        place = place_of(none.words, sent["statement"]) if none.kind == "error" else None
        words = plain_words(none.words) if place else none.words
        return {"ticket": sent["ticket"], "error": {"kind": none.kind, "words": words, "place": place}}
    return drawn(answer) | {
        "ticket": asked.ticket,
        "statement": asked.statement,
        "as_of": as_of(store.generation),
        "generation": str(store.generation["generation"]),
    }


def _refused(store: RememberedStore, console: Console, reader: Reader, sent: Any, words: str) -> dict[str, Any]:
    try:
        console.refuse(store, reader, sent["statement"], words)
    except NoAnswerError as none:
        words = none.words
    return {"ticket": sent["ticket"], "error": {"kind": "refused", "words": words, "place": None}}
