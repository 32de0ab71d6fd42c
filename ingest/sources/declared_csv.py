"""CSV files whose headers we declare ourselves: recognised by the headers they cannot do without."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from ingest.errors import FileFailedError, IngestError
from ingest.readers.delimited import Delimited, first_record, guess_delimiter
from ingest.readers.headers import needed_headers, normal
from ingest.readers.plain_text import beginning, decode_beginning

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

    from ingest.types import Stream

READ_CSV = Delimited()


def header_recogniser(streams: Mapping[str, Stream]) -> Callable[[Path], Stream | None]:
    """Recognise a file by its header, and by the given name pattern so that a wrong header is said to be wrong."""

    def recognise(path: Path) -> Stream | None:
        if not path.name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt")):
            return None
        try:
            text = decode_beginning(path, beginning(path), None)
        except (FileFailedError, OSError):
            text = ""
        for stream in streams.values():
            needed = needed_headers(stream)
            present = {normal(name) for name in first_record(text, guess_delimiter(text, needed))} if text else set()
            if {normal(name) for name in needed} <= present:
                return stream
        return next((stream for glob, stream in streams.items() if fnmatchcase(path.name.lower(), glob)), None)

    return recognise


def zone_setting(name: str, settings: Mapping[str, Any]) -> str | None:
    """The `time_zone` of a built-in source whose files may hold times without a zone."""
    for key in settings:
        if key != "time_zone":
            raise IngestError(f"sources.toml: [{name}.{key}] is unknown; allowed is time_zone.")
    zone = settings.get("time_zone")
    return None if zone is None else str(zone)
