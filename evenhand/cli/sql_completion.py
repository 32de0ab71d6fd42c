"""What a word of a question may become, on Tab in the shell of `evenhand sql`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from evenhand.sql_names import SqlNames

_WORDS = (
    *("select", "from", "where", "group by", "order by", "limit", "having", "join", "left join", "using", "with"),
    *("distinct", "count(*)", "sum(", "avg(", "median(", "quantile_cont(", "date_trunc('month', ", "case when"),
    *("between", "is not null", "interval", "extract(", "filter (where ", "over (partition by "),
)


class NameCompleter(Completer):
    """Tables after `from` and `join`, columns of the tables that the question names, metrics after \\m."""

    def __init__(self, names: Callable[[], SqlNames]) -> None:
        self._names = names

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """What the word before the cursor may become."""
        word = document.get_word_before_cursor(pattern=re.compile(r"[\w\\]+"))
        for name, kind in self._offered(document.text_before_cursor[: -len(word) or None], document.text, word):
            if name.lower().startswith(word.lower()) and word:
                yield Completion(name, start_position=-len(word), display_meta=kind)

    def _offered(self, before: str, text: str, word: str) -> Iterable[tuple[str, str]]:
        names = self._names()
        if before.strip() == "\\m":
            return [(name, "metric") for name in names.metrics]
        tables = [(name, "table") for name in names.columns]
        if before.strip() == "\\d" or re.search(r"\b(from|join)\s+$", before, re.IGNORECASE):
            return tables
        named = [table for table in names.columns if re.search(rf"\b{table}\b", text)]
        columns = {column: table for table in named for column, _ in names.columns[table]}
        return [*columns.items(), *((keyword, "") for keyword in _WORDS), *tables]
