"""What a report is asked to show, and for whom: one object, so that nothing is drawn under other filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evenhand.addresses import read_mail_address
from evenhand.errors import EvenhandError, WrongUsageError

FILE_KINDS = (".pdf", ".html")


class ReportError(EvenhandError):
    """A report could not be made."""


@dataclass(frozen=True)
class ReportRequest:
    """A page of the app and the filters it is drawn under."""

    page: str
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    period: str = ""
    start: date | None = None
    end: date | None = None
    compare: str = ""
    metric: str = ""
    grain: str = ""

    @property
    def address(self) -> dict[str, str]:
        """The filters as the address of the page writes them; what is not asked for is left out."""
        parts = {
            "p": self.period,
            "from": self.start.isoformat() if self.start else "",
            "to": self.end.isoformat() if self.end else "",
            "cmp": self.compare,
            "team": "|".join(self.teams),
            "channel": "|".join(self.channels),
            "topic": "|".join(self.topics),
            "m": self.metric,
            "grain": self.grain,
        }
        return {key: value for key, value in parts.items() if value}

    @property
    def words(self) -> str:
        """The report in a few words, for subjects and logs: overview, Billing, 13w."""
        parts = [self.page, *self.teams, *self.channels, *self.topics, self.period, self.metric, self.grain]
        if self.start and self.end:
            parts.append(f"{self.start} to {self.end}")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Destination:
    """Where a report goes: files or mail addresses."""

    files: tuple[Path, ...]
    addresses: tuple[str, ...]

    @property
    def is_pictured(self) -> bool:
        """Whether pictures of the cards are needed beside the PDF."""
        return bool(self.addresses) or any(file.suffix.lower() == ".html" for file in self.files)

    @property
    def words(self) -> list[str]:
        """All of them as text."""
        return [*map(str, self.files), *self.addresses]


def read_destination(texts: list[str]) -> Destination:
    """Files end in .pdf or .html; everything else has to be a mail address, several with commas between."""
    files, addresses = [], []
    for text in texts:
        if text.lower().endswith(FILE_KINDS):
            files.append(Path(text).expanduser().absolute())
            continue
        try:
            addresses += [read_mail_address(one) for one in text.split(",")]
        except ValueError as error:
            raise WrongUsageError(f"--to: {error}, or a file that ends in {' or '.join(FILE_KINDS)}.") from error
    return Destination(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(addresses)))
