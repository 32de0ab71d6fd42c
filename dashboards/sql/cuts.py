"""Files for analysts who are limited to some teams: a copy of a generation with the rows of these teams only.

What a file does not hold no query can find, so nothing depends on reading the query.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dashboards.lock_file import held_alone
from transforms.generations import DATABASE_FILE, GENERATION_FILE

_ROOT = str(Path(__file__).parents[2])
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from dashboards.sql_worker.cutting import main; main()"
_FOLDER = "cuts"


class CutError(Exception):
    """The file of some teams could not be made; the message says why."""


def cut_for(home: Path, generation_folder: Path, teams: Sequence[str]) -> Path:
    """The file with what `generation_folder` holds of these teams; made at the first call, which takes seconds.

    Tables without a column `team` are left out, but for those that say nothing of anybody (`sql_worker.cutting`).
    ValueError without a team, CutError when the file cannot be made.
    """
    if not teams:
        raise ValueError("a file cut to no team would be an empty one")
    folder = home / _FOLDER / generation_folder.name / _key(generation_folder, teams)
    cut = folder / DATABASE_FILE
    if cut.is_file():
        return cut
    for level in (home / _FOLDER, folder.parent, folder):
        level.mkdir(mode=0o700, exist_ok=True)
    with held_alone(folder / "cut.lock"):
        if not cut.is_file():
            _remove_outlived(home)
            _make(generation_folder / DATABASE_FILE, cut, teams)
    return cut


def _key(generation_folder: Path, teams: Sequence[str]) -> str:
    # With what generation.json says, hash of the file included: a number alone might be given twice.
    facts = (generation_folder / GENERATION_FILE).read_bytes()
    named = json.dumps(sorted(set(teams))).encode()
    return hashlib.sha256(hashlib.sha256(facts).digest() + named).hexdigest()[:16]


def _make(published: Path, cut: Path, teams: Sequence[str]) -> None:
    draft = cut.with_suffix(".building")
    for leftover in (draft, draft.with_name(f"{draft.name}.wal")):
        leftover.unlink(missing_ok=True)
    # In a process of its own, whose memory goes back when it ends; names of teams go by pipe, where no list shows them.
    told = json.dumps({"published": str(published), "draft": str(draft), "teams": sorted(set(teams))})
    made = subprocess.run(
        [sys.executable, "-I", "-c", _PROGRAM, _ROOT], input=told, capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        draft.unlink(missing_ok=True)
        raise CutError(f"the tables of {', '.join(teams)} could not be set apart: {made.stderr.strip()[-500:]}")
    draft.chmod(0o444)
    os.rename(draft, cut)


def _remove_outlived(home: Path) -> None:
    for folder in (home / _FOLDER).iterdir():
        if not (home / "generations" / folder.name).is_dir():
            shutil.rmtree(folder, ignore_errors=True)
