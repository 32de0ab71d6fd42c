"""Files and folders into raw.duckdb: find them, see whose they are, load each in a transaction of its own."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from ingest import archives
from ingest.discovery import CONFIGURATION_FILE, FoundFile, find_files
from ingest.errors import FileFailedError, IngestError, NotRecognisedError
from ingest.file_load import FileLoader
from ingest.mapping import Configuration, read_configuration
from ingest.pseudonyms import Pseudonyms
from ingest.raw_store import SPILL_FOLDER, open_raw_store
from ingest.raw_tables import raw_tables
from ingest.report import FileReport, LoadReport
from ingest.sources import built_in_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ingest.types import Source, Stream

log = logging.getLogger(__name__)


def load_paths(
    home: Path,
    paths: list[Path],
    *,
    config: Path | None = None,
    only_source: str | None = None,
    progress: Callable[[str, int, int], None] = lambda _name, _index, _total: None,
) -> LoadReport:
    """Load files, folders and zip archives into the raw.duckdb of an installation.

    A file that fails is rolled back and reported; the others of the call still load. IngestError is raised only for
    what concerns the whole call: a busy store, a wrong sources.toml, an unknown source. `progress` is told each
    file's name, its number from 1 and the number of files, before the file is read.
    """
    sources = _sources(home, config, only_source)
    found = find_files(paths, home)
    reports: list[FileReport] = []
    spill = home / SPILL_FOLDER
    with open_raw_store(home, raw_tables()) as connection:
        archives.remove_leftovers(spill)
        loader = FileLoader(connection, Pseudonyms.of_installation(home), tuple(raw_tables()))
        for number, file in enumerate(found, 1):
            progress(file.path.name, number, len(found))
            reports += _load_one(loader, file, sources, spill)
    return LoadReport(tuple(reports))


def _sources(home: Path, config: Path | None, only_source: str | None) -> tuple[Source, ...]:
    """The sources of this call: built-in ones first, then those of the configuration."""
    path = config or home / CONFIGURATION_FILE
    configuration = read_configuration(path) if config or path.exists() else Configuration()
    sources = (*built_in_sources(configuration.settings), *configuration.sources)
    if only_source is None:
        return sources
    wanted = tuple(source for source in sources if source.name == only_source)
    if not wanted:
        names = ", ".join(source.name for source in sources)
        raise NotRecognisedError(
            f"There is no source '{only_source}'. Known are {names}; others are declared in sources.toml."
        )
    return wanted


def _load_one(loader: FileLoader, file: FoundFile, sources: Sequence[Source], spill: Path) -> tuple[FileReport, ...]:
    if file.problem:
        return (FileReport(file.path, "failed", reason=file.problem),)
    try:
        if archives.is_archive(file.path):
            if file.archive:
                raise FileFailedError(
                    file.path, "it is an archive inside an archive.", "Unpack it and load what is inside."
                )
            return _load_archive(loader, file, sources, spill)
        recognised = _recognise(file.path, sources)
        if recognised is None:
            return (_unrecognised(file, sources),)
        return loader.load(file.path, *recognised, file.archive)
    except IngestError as failure:
        return (FileReport(file.path, "failed", reason=str(failure)),)
    except (duckdb.Error, OSError) as failure:
        log.debug("%s failed", file.path, exc_info=failure)
        reason = (
            f"{file.path.name}: it could not be loaded: {str(failure).splitlines()[0]} "
            "Nothing of it was kept. Check free disk space and memory, then load it again."
        )
        return (FileReport(file.path, "failed", reason=reason),)
    except RuntimeError as stopped:
        # DuckDB turns Ctrl-C inside a query into this.
        if "interrupted" in str(stopped):
            raise KeyboardInterrupt from stopped
        raise


def _load_archive(
    loader: FileLoader, file: FoundFile, sources: Sequence[Source], spill: Path
) -> tuple[FileReport, ...]:
    """Load each member as a file of its own, in a transaction of its own; a broken one is told and passed over."""
    spill.mkdir(mode=0o700, exist_ok=True)
    reports: list[FileReport] = []
    for member in archives.members(file.path):
        try:
            with member.unpacked(spill) as path:
                inner = FoundFile(path, was_named=False, archive=file.path.name)
                found = _load_one(loader, inner, sources, spill)
        except IngestError as failure:
            found = (FileReport(file.path, "failed", reason=str(failure)),)
        reports += [
            replace(
                report,
                path=file.path / member.name,
                archive=file.path.name,
                # Reasons begin with the name of the file they are about.
                reason=f"{file.path.name}/{report.reason}" if report.reason else "",
            )
            for report in found
        ]
    if all(report.status == "skipped" for report in reports):
        reports.append(_unrecognised(file, sources))
    return tuple(reports)


def _recognise(path: Path, sources: Sequence[Source]) -> tuple[Source, tuple[Stream, ...]] | None:
    for source in sources:
        streams = source.streams_in(path)
        if streams:
            return source, streams
    return None


def _unrecognised(file: FoundFile, sources: Sequence[Source]) -> FileReport:
    whose = f"the source '{sources[0].name}' does not know" if len(sources) == 1 else "no source knows"
    reason = (
        f"{file.path.name}: {whose} this file by its name or header. "
        "Describe it under [sources.NAME] in a sources.toml, or name one that does with --config."
    )
    return FileReport(file.path, "failed" if file.was_named else "skipped", reason=reason)
