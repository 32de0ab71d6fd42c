"""One file into raw.duckdb: read and type it aside, then write rows, rejects and ledger in one transaction."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from ingest import ledger, quarantine
from ingest.casting import type_records
from ingest.discovery import Fingerprint, fingerprint, refuse_changed
from ingest.errors import FileFailedError, IngestError
from ingest.ledger import LedgerEntry
from ingest.quoting import identifier
from ingest.readers.plain_text import refuse_bomb
from ingest.report import FileReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ingest.pseudonyms import Pseudonyms
    from ingest.types import Source, Stream


@dataclass(frozen=True)
class _Prepared:
    """One stream of a file, typed and waiting in temporary tables."""

    entry: LedgerEntry
    typed: str
    rejects: str


@dataclass(frozen=True)
class FileLoader:
    """Loads files into an open raw.duckdb."""

    connection: duckdb.DuckDBPyConnection
    pseudonyms: Pseudonyms
    tables: tuple[str, ...]
    """Every raw table, so that a change of mapping leaves nothing behind."""

    def load(self, path: Path, source: Source, streams: Sequence[Stream], archive: str = "") -> tuple[FileReport, ...]:
        """Load one file for all its streams or for none of them; a failure is reported, not raised.

        `archive` names the archive that it was unpacked from, for the ledger.
        """
        called = f"{archive}/{path.name}" if archive else path.name
        mark = fingerprint(path)
        if ledger.is_loaded(self.connection, mark.file_id, source.name, streams):
            return tuple(FileReport(path, "already loaded", source.name, stream.name) for stream in streams)
        entries = [LedgerEntry(mark.file_id, source.name, stream, called, mark.size, "loaded") for stream in streams]
        prepared: list[_Prepared] = []
        try:
            refuse_bomb(path)
            for number, entry in enumerate(entries):
                prepared.append(self._prepare(path, entry, number))
                one = prepared[-1]
                quarantine.refuse_too_many(self.connection, path, one.rejects, one.entry.rejected, one.entry.records)
            refuse_changed(path, mark)
            self._write(mark, source.name, prepared)
        except IngestError as failure:
            self._record_failure(mark, source.name, entries, prepared, str(failure))
            return tuple(
                FileReport(path, "failed", source.name, stream.name, reason=str(failure)) for stream in streams
            )
        return tuple(
            _report(path, one.entry, quarantine.first_in_words(self.connection, one.rejects)) for one in prepared
        )

    def _prepare(self, path: Path, entry: LedgerEntry, number: int) -> _Prepared:
        stream, typed, rejects = entry.stream, f"typed_{number}", f"rejects_{number}"
        for table in ("incoming", "incoming_rejects"):
            self.connection.execute(f"drop table if exists temp.{table}")
        summary = stream.read(self.connection, path, stream)
        typing = type_records(self.connection, stream, entry.file_id, typed)
        broken = quarantine.broken_records(self.connection, rejects)
        records = summary.records - typing.not_applicable
        rejected = broken + typing.rejected
        if records != typing.accepted + rejected:
            raise FileFailedError(
                path,
                f"{records:,} records were counted, but {typing.accepted:,} read and {rejected:,} put aside.",
                "Nothing was loaded. Export the file again; if that does not help, report it as a bug.",
            )
        kept = quarantine.kept(rejected, records)
        quarantine.add_misfits(self.connection, stream, summary, typed=typed, rejects=rejects, limit=kept)
        self._hide_persons(stream, typed)
        said = typing.assumptions if summary.records else ("The file holds no records.",)
        filled = replace(
            entry,
            status="loaded" if summary.records else "empty",
            records=records,
            loaded=typing.accepted,
            rejected=rejected,
            assumptions=(*summary.assumptions, *said),
        )
        return _Prepared(filled, typed, rejects)

    def _hide_persons(self, stream: Stream, typed: str) -> None:
        for column in stream.columns:
            if column.personal:
                self.pseudonyms.replace_column(self.connection, typed, column)
            if column.personal_keys:
                self.pseudonyms.replace_inside_json(self.connection, typed, column)

    def _write(self, mark: Fingerprint, source: str, prepared: Sequence[_Prepared]) -> None:
        with _transaction(self.connection):
            ledger.forget(self.connection, mark.file_id, source, self.tables)
            for one in prepared:
                self._insert(one)
                ledger.put_aside(self.connection, one.entry, one.rejects)
                ledger.enter(self.connection, one.entry, one.typed)

    def _insert(self, one: _Prepared) -> None:
        columns = ", ".join(identifier(column.name) for column in one.entry.stream.columns)
        self.connection.execute(
            f"insert into raw.{identifier(one.entry.stream.table)} (_file_id, _row, source, {columns}) "
            f"select ?, _row, ?, {columns} from {one.typed} where _problem is null and _applies order by _row",
            [one.entry.file_id, one.entry.source],
        )

    def _record_failure(
        self,
        mark: Fingerprint,
        source: str,
        entries: Sequence[LedgerEntry],
        prepared: Sequence[_Prepared],
        reason: str,
    ) -> None:
        """Keep the reason and the first rejects; where an earlier load of the same bytes stands, it stays as it is."""
        if ledger.has_rows(self.connection, mark.file_id, source):
            return
        with _transaction(self.connection):
            ledger.forget(self.connection, mark.file_id, source, ())
            for number, entry in enumerate(entries):
                seen = prepared[number] if number < len(prepared) else None
                failed = replace(seen.entry if seen else entry, status="failed", loaded=0, reason=reason)
                ledger.enter(self.connection, failed)
                if seen:
                    ledger.put_aside(self.connection, failed, seen.rejects)


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("begin")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        # A commit that fails, on a full disk for example, has already ended the transaction.
        with suppress(duckdb.TransactionException):
            connection.execute("rollback")
        raise


def _report(path: Path, entry: LedgerEntry, set_aside: tuple[str, ...]) -> FileReport:
    return FileReport(
        path,
        "empty" if entry.status == "empty" else "loaded",
        entry.source,
        entry.stream.name,
        entry.records,
        entry.loaded,
        entry.rejected,
        assumptions=entry.assumptions,
        set_aside=set_aside,
    )
