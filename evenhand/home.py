"""Where everything lies under $EVENHAND_HOME."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.errors import EvenhandError


@dataclass(frozen=True)
class Home:
    """The data folder; an absolute path, so that a child process in another folder finds the same files."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Home:
        """The home at a path that may be relative."""
        return cls(folder.expanduser().absolute())

    @property
    def raw_file(self) -> Path:
        """Rows as they came, with ledger and quarantine; one writer."""
        return self.folder / "raw.duckdb"

    @property
    def raw_lock(self) -> Path:
        """Held by whoever writes raw.duckdb, or needs it to stand still."""
        return self.folder / "raw.lock"

    @property
    def build_lock(self) -> Path:
        """Held while a generation is built or the current one is chosen."""
        return self.folder / "build.lock"

    @property
    def inbox(self) -> Path:
        """Files that `evenhand run` loads."""
        return self.folder / "inbox"

    @property
    def demo(self) -> Path:
        """Files of the simulated department."""
        return self.folder / "demo"

    @property
    def demo_truth(self) -> Path:
        """What is really so in the simulated department; never loaded."""
        return self.folder / "demo_truth"

    @property
    def generations(self) -> Path:
        """One folder for each published state."""
        return self.folder / "generations"

    @property
    def cuts(self) -> Path:
        """Copies of generations for analysts who are limited to teams; each lives as long as its generation."""
        return self.folder / "cuts"

    @property
    def current(self) -> Path:
        """One line: the number of the generation that readers open."""
        return self.folder / "CURRENT"

    @property
    def dbt(self) -> Path:
        """What dbt writes beside its tables: compiled SQL and logs."""
        return self.folder / "dbt"

    @property
    def reports(self) -> Path:
        """What became of every scheduled report, a line each."""
        return self.folder / "reports.jsonl"

    @property
    def alerts(self) -> Path:
        """What the department wants to be told of."""
        return self.folder / "alerts.toml"

    @property
    def alerts_state(self) -> Path:
        """What has been told of each alert."""
        return self.folder / "alerts_state.json"

    @property
    def alerts_lock(self) -> Path:
        """Held while alerts are checked."""
        return self.folder / "alerts.lock"

    def prepare(self) -> None:
        """Makes the folders; they are the owner's alone, because raw rows lie in them."""
        try:
            for folder in (self.folder, self.inbox, self.generations):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise EvenhandError(
                f"The data folder {self.folder} cannot be made: {error.strerror}.",
                "Point EVENHAND_HOME at a folder that you may write to.",
            ) from error
