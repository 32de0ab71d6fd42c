"""The shell of `evenhand sql`: questions to the published tables, with completion, history and Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.lexers import PygmentsLexer
from pygments.lexers.sql import SqlLexer

from dashboards.access.audit_log import AuditError
from evenhand.cli.output import OutputFormat, Row, write_rows
from evenhand.cli.sql_completion import NameCompleter
from evenhand.errors import EvenhandError
from evenhand.generations import current_generation
from evenhand.home import Home
from evenhand.sql_names import read_names
from evenhand.sql_query import SqlSession

if TYPE_CHECKING:
    import polars as pl

KEPT_ROWS = 100_000
"""Rows of one answer that can be paged through; how many there are is told in any case."""
HELP = """\\d            tables              \\d NAME         columns of a table
\\m            metrics             \\m NAME         what a metric means, and its SQL
\\more         next rows           \\limit NUMBER   rows at a time
\\format KIND  table, csv or json  \\q              leave (as Ctrl-D does)
A question ends with ; and Enter. Ctrl-C takes it back."""


class SqlShell:
    """One sitting: a session on the current generation, followed when another one is published."""

    def __init__(self, home: Home, output_format: OutputFormat, say: Callable[[str], None]) -> None:
        self._home = home
        self._say = say
        self._format = output_format
        self._limit = 40
        self._left: pl.DataFrame | None = None
        self._session = SqlSession(home, current_generation(home))
        self.names = read_names(self._session)

    def close(self) -> None:
        """Lets the generation go."""
        self._session.__exit__(None, None, None)

    def greet(self) -> None:
        """Says what is asked, and how to go on."""
        number, as_of = self._session.generation.number, self._session.generation.facts.get("data_as_of")
        self._say(
            f"Generation {number}, data as of {as_of}; read-only, times in UTC. \\? tells the commands, \\q leaves."
        )

    def take(self, text: str) -> bool:
        """Does what a line says; False when it is to leave."""
        line = text.strip()
        try:
            if line.startswith("\\"):
                return self._command(*_parted(line))
            if line.strip("; \n"):
                self._follow()
                for statement in self._session.statements(line):
                    self._ask(statement)
        except (EvenhandError, AuditError) as error:
            self._say(str(error))
        return True

    def _follow(self) -> None:
        newest = current_generation(self._home)
        if newest.number != self._session.generation.number:
            session = SqlSession(self._home, newest)
            self.close()
            self._session, self.names = session, read_names(session)
            self._say(f"Generation {newest.number} has been published and is asked from here on.")

    def _ask(self, statement: str) -> None:
        answer = self._session.ask(statement, KEPT_ROWS)
        self._left = answer.rows
        shown = self._page()
        rows = f"{answer.total:,} row" + ("" if answer.total == 1 else "s")
        self._say(f"{rows} in {answer.seconds:.3f} s" + _rest(answer.total - shown))

    def _page(self) -> int:
        assert self._left is not None
        page, self._left = self._left.head(self._limit), self._left.slice(self._limit)
        write_rows(page.to_dicts(), page.columns, self._format)
        return page.height

    def _command(self, name: str, argument: str) -> bool:
        commands: dict[str, Callable[[str], None]] = {
            "\\d": self._describe,
            "\\m": self._tell_metric,
            "\\more": self._more,
            "\\limit": self._set_limit,
            "\\format": self._set_format,
            "\\?": lambda _: self._say(HELP),
        }
        if name == "\\q":
            return False
        if name in commands:
            commands[name](argument)
        else:
            self._say(f"There is no command {name}. \\? tells those there are.")
        return True

    def _describe(self, table: str) -> None:
        described = self.names.described
        if not table:
            rows: list[Row] = [
                {
                    "table": name,
                    "columns": len(columns),
                    "description": described[name].words if name in described else "",
                }
                for name, columns in self.names.columns.items()
            ]
            write_rows(rows, ("table", "columns", "description"), self._format)
        elif columns := self.names.columns.get(table):
            words = self.names.described_as(table).columns
            rows = [{"column": name, "type": kind, "description": words.get(name, "")} for name, kind in columns]
            write_rows(rows, ("column", "type", "description"), self._format)
        else:
            self._say(f"There is no table {table}. \\d names them.")

    def _tell_metric(self, name: str) -> None:
        metrics = self.names.metrics
        if not name:
            rows: list[Row] = [{"metric": n, "unit": m.unit, "label": m.label} for n, m in metrics.items()]
            write_rows(rows, ("metric", "unit", "label"), self._format)
        elif name in metrics:
            self._say(f"{metrics[name].label} ({metrics[name].unit}): {metrics[name].description}")
            self._say(_sql_of(self._home, name))
        else:
            self._say(f"There is no metric {name}. \\m names them.")

    def _more(self, _: str) -> None:
        if self._left is None or self._left.is_empty():
            self._say("There are no more rows.")
            return
        self._page()
        self._say(_rest(self._left.height).removeprefix("; ") or "These were the last.")

    def _set_limit(self, number: str) -> None:
        if number.isdigit() and int(number):
            self._limit = int(number)
        else:
            self._say("\\limit wants a number of rows, like \\limit 100.")

    def _set_format(self, kind: str) -> None:
        if kind in list(OutputFormat):
            self._format = OutputFormat(kind)
        else:
            self._say("\\format wants table, csv or json.")


def _parted(line: str) -> tuple[str, str]:
    name, _, argument = line.rstrip("; \n").partition(" ")
    return name, argument.strip()


def _rest(count: int) -> str:
    return f"; {count:,} more rows, \\more shows the next" if count > 0 else ""


def _sql_of(home: Home, metric: str) -> str:
    # Imported here: the semantic layer takes seconds to start, which only this command needs.
    from transforms.metrics import MetricRequest, MetricStore

    store = MetricStore.open_current(home.folder)
    try:
        return store.sql(MetricRequest((metric,)))
    finally:
        store.close()


def run_shell(home: Home, output_format: OutputFormat) -> None:
    """Reads and answers until the person leaves."""
    shell = SqlShell(home, output_format, typer.echo)
    prompt: PromptSession[str] = PromptSession(
        "evenhand> ",
        history=FileHistory(str(_history(home))),
        completer=NameCompleter(lambda: shell.names),
        complete_while_typing=False,
        lexer=PygmentsLexer(SqlLexer),
        multiline=True,
        key_bindings=_keys(),
        prompt_continuation="       -> ",
    )
    shell.greet()
    try:
        while (line := _line(prompt)) is not None and shell.take(line):
            pass
    finally:
        shell.close()


def _line(prompt: PromptSession[str]) -> str | None:
    """What is typed next; nothing when it is taken back by Ctrl-C, None when Ctrl-D ends the sitting."""
    try:
        return prompt.prompt()
    except KeyboardInterrupt:
        return ""
    except EOFError:
        return None


def _history(home: Home) -> Path:
    """The file of what was asked, which is the owner's alone."""
    path = home.folder / "shell_history"
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    return path


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def take_or_go_on(event: KeyPressEvent) -> None:
        text = event.current_buffer.text.strip()
        if not text or text.startswith("\\") or text.endswith(";"):
            event.current_buffer.validate_and_handle()
        else:
            event.current_buffer.insert_text("\n")

    return keys
