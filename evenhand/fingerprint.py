"""What a generation was made from, as one hash: the same ledger, settings and code make the same generation."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

import duckdb

from evenhand.errors import BuildError, EvenhandError

_PROJECT_SUFFIXES = {".sql", ".yml", ".csv", ".md"}
_PROJECT_WASTE = {"target", "logs", "dbt_packages"}


def dbt_project_folder() -> Path:
    """The dbt project, which is installed beside this package."""
    with as_file(files("evenhand")) as package:
        folder = package.parent / "dbt_project"
    if not (folder / "dbt_project.yml").is_file():
        raise EvenhandError(
            f"The dbt project is missing: there is no {folder / 'dbt_project.yml'}.", "Install Evenhand again."
        )
    return folder


def versions() -> dict[str, str]:
    """Versions of what a generation is made with."""
    packages = ("evenhand", "duckdb", "dbt-core", "dbt-duckdb")
    return {"python": platform.python_version()} | {package: package_version(package) for package in packages}


def package_version(package: str) -> str:
    """The installed version; a source tree that was never installed has none."""
    try:
        return version(package)
    except ModuleNotFoundError:
        return "not installed"


def fingerprint(raw_file: Path, variables: dict[str, str | int]) -> str:
    """Hash of the ledger, the raw tables' sizes, the settings, the dbt project and the versions."""
    digest = hashlib.sha256()
    for part in (_loaded_files(raw_file), variables, versions(), _project_files()):
        digest.update(json.dumps(part, sort_keys=True).encode())
    return digest.hexdigest()


def _loaded_files(raw_file: Path) -> list[list[str | int | None]]:
    try:
        with duckdb.connect(str(raw_file), read_only=True) as connection:
            ledger = connection.execute(
                """
                select file_id, source, stream, dialect, status, loaded, rejected, definition_hash
                from ledger.files order by all
                """
            ).fetchall()
            # Sizes beside the ledger, so that rows removed without a new load are seen as a change too.
            sizes = connection.execute(
                "select table_name, estimated_size from duckdb_tables() where schema_name = 'raw' order by 1"
            ).fetchall()
    except duckdb.Error as error:
        raise BuildError(
            f"{raw_file} cannot be read: {error}.", "See `evenhand doctor`; a copy from your backup may be needed."
        ) from error
    if not ledger:
        raise BuildError("No file has been loaded yet, so there is nothing to build.", "Run `evenhand load PATH`.")
    return [list(row) for row in (*ledger, *sizes)]


def _project_files() -> list[list[str]]:
    folder = dbt_project_folder()
    found = [
        file
        for file in sorted(folder.rglob("*"))
        if file.suffix in _PROJECT_SUFFIXES and file.relative_to(folder).parts[0] not in _PROJECT_WASTE
    ]
    return [[str(file.relative_to(folder)), hashlib.sha256(file.read_bytes()).hexdigest()] for file in found]
