"""One scheduled report from its request to its reader, or to the person who has to know why there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from dashboards.access.audit_log import AuditError, AuditLog
from dashboards.access.reader import Reader
from evenhand.errors import EvenhandError
from evenhand.home import Home
from evenhand.mail import mail_server
from evenhand.reports.drawing import Drawing
from evenhand.reports.letter import as_html_file, as_mail, bad_news
from evenhand.reports.log import DELIVERED, EMPTY, FAILED, OLD, write_run
from evenhand.reports.making import EmptyReportError, make_report
from evenhand.reports.page import ReportPage
from evenhand.reports.request import Destination, ReportError, ReportRequest
from evenhand.settings import Settings

if TYPE_CHECKING:
    from email.message import EmailMessage

P = ParamSpec("P")


@dataclass
class ReportRun:
    """A report on its way. Trouble goes to the problems, to the log and into a mail: never into silence."""

    home: Home
    settings: Settings
    request: ReportRequest
    destination: Destination
    reader: Reader
    """With whose rights it is made."""
    result: str = FAILED
    generation: str = ""
    problems: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Makes and delivers the report, and writes down what became of it."""
        began = time.monotonic()
        try:
            is_pictured = self.destination.is_pictured
            self._deliver(*make_report(self.home, self.settings, self.request, self.reader, is_pictured))
        except EvenhandError as error:
            self.result = EMPTY if isinstance(error, EmptyReportError) else FAILED
            self._fail(error)
        except (KeyboardInterrupt, SystemExit):
            self.problems.append("It was interrupted.")
            raise
        except Exception as error:
            self._fail(ReportError(f"Something went wrong that should not: {type(error).__name__}: {error}"))
            raise
        finally:
            self._write_down(time.monotonic() - began)

    def _deliver(self, page: ReportPage, drawing: Drawing) -> None:
        """Writes files and sends mails; one reader who cannot be reached does not keep the report from the others."""
        self.generation = page.generation
        self._write_to_audit_log(page)
        warning = _age(page, self.settings.report_stale_days)
        for file in self.destination.files:
            self._try(_write, file, page, drawing, warning)
        for address in self.destination.addresses:
            self._try(self._send, as_mail(page, self.request, drawing, warning), address)
        self.result = FAILED if self.problems else OLD if warning else DELIVERED
        if warning:
            self.problems.append(f"The {warning}.")
        if self.problems and self.settings.report_admin:
            # In a mail its readers see that the data are old; of a file or a refused mail somebody has to be told.
            notice = bad_news(self.request, self.result, " ".join(self.problems))
            self._try(self._send, notice, self.settings.report_admin)

    def _write_to_audit_log(self, page: ReportPage) -> None:
        """Before anybody gets it; AuditError is a failed report."""
        to = ", ".join(self.destination.words)
        facts = {"page": self.request.page, "filters": page.path, "to": to, "generation": page.generation}
        try:
            AuditLog(self.home.folder).write(self.reader.name, "report", "ok", **facts)
        except AuditError as untold:
            raise ReportError(f"It cannot be written down: {untold}.") from untold

    def _fail(self, error: EvenhandError) -> None:
        """Tells those who wait for the report, and whoever looks after it, that there is none and why."""
        self.problems.append(str(error))
        for address in dict.fromkeys([*self.destination.addresses, self.settings.report_admin]):
            if address:
                self._try(self._send, bad_news(self.request, self.result, str(error)), address)

    def _send(self, message: EmailMessage, address: str) -> None:
        mail_server(self.settings).send(message, address)

    def _try(self, deliver: Callable[P, None], *arguments: P.args, **named: P.kwargs) -> None:
        try:
            deliver(*arguments, **named)
        except EvenhandError as error:
            self.problems.append(str(error))

    def _write_down(self, seconds: float) -> None:
        facts = {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "result": self.result,
            "problems": self.problems,
            "generation": self.generation,
            "seconds": round(seconds, 1),
        }
        write_run(self.home, self.request, self.destination, facts)


def _age(page: ReportPage, most_days: int) -> str:
    """The warning that the data are old; empty where they are not."""
    if page.data_as_of is None:
        return "data carry no date"
    days = (datetime.now(UTC) - page.data_as_of).days
    return f"data are {days} days old" if days > most_days else ""


def _write(file: Path, page: ReportPage, drawing: Drawing, warning: str) -> None:
    content = drawing.pdf if file.suffix.lower() == ".pdf" else as_html_file(page, drawing, warning)
    beside = file.with_name(f".{file.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        raise ReportError(f"{file} cannot be written: {error.strerror}.") from error
