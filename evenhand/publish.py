"""Publishing: a built file is sealed, given its number, and named as current. A kill at any step leaves old or new."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from evenhand.errors import BuildError
from evenhand.generations import (
    Generation,
    point_current,
    read_generation,
    remove_old_generations,
    sha256_of,
    sync_folder,
)
from evenhand.home import Home
from transforms.generations import (
    DATABASE_FILE,
    GENERATION_FILE,
    MANIFEST_FILE,
    READER_LOCK_FILE,
    SEMANTIC_MANIFEST_FILE,
)
from transforms.sealed import hash_of_definitions, note_sealed


def publish(home: Home, building: Path, dbt_target: Path, facts: dict[str, Any]) -> Generation:
    """Turns the folder `<n>.building` into the current generation `<n>`; for who holds the build lock."""
    number = building.name.removesuffix(".building")
    _seal(building / DATABASE_FILE)
    for name in (SEMANTIC_MANIFEST_FILE, MANIFEST_FILE):
        shutil.copyfile(dbt_target / name, building / name)
    sha256 = sha256_of(building / DATABASE_FILE)
    definitions = {name: hash_of_definitions(building / name) for name in (SEMANTIC_MANIFEST_FILE, MANIFEST_FILE)}
    _write_facts(building, {"generation": number, **facts, "sha256": sha256, "sha256_of_definitions": definitions})
    note_sealed(building, sha256)
    (building / READER_LOCK_FILE).touch(mode=0o644)
    for file in building.iterdir():
        _sync_file(file)
    sync_folder(building)
    folder = home.generations / number
    os.rename(building, folder)
    sync_folder(home.generations)
    generation = read_generation(folder)
    point_current(home, number)
    remove_old_generations(home)
    return generation


def _seal(database: Path) -> None:
    connection = duckdb.connect(str(database))
    try:
        connection.execute("force checkpoint")
    finally:
        connection.close()
    if database.with_name(f"{database.name}.wal").exists():
        raise BuildError(
            f"{database} still has a write-ahead log after its checkpoint, so it is not published.",
            "Run `evenhand build --full-refresh` again.",
        )
    database.chmod(0o444)


def _write_facts(building: Path, facts: dict[str, Any]) -> None:
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    (building / GENERATION_FILE).write_text(text, encoding="utf-8")


def _sync_file(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
