"""What this installation has and lacks: each check is one line with what to do about it."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires

from dashboards.sql import Sandbox
from evenhand.doctor_access import examine_access
from evenhand.errors import EvenhandError, GenerationError
from evenhand.findings import Finding, Verdict
from evenhand.fingerprint import dbt_project_folder, package_version
from evenhand.generations import current_generation, find_current, intact_generations, sha256_of
from evenhand.home import Home
from evenhand.locks import is_held
from evenhand.settings import ENVIRONMENT_PREFIX, Settings, environment_variables

_LEAST_FREE_BYTES = 1_000_000_000
_GENERATIONS_THAT_MUST_FIT = 3
_OF_DBT = {"EVENHAND_BUILD_FILE", "EVENHAND_RAW_FILE", "EVENHAND_WORK_FILE", "EVENHAND_BUILD_THREADS"}


def examine(home: Home, settings: Settings) -> list[Finding]:
    """Runs every check; none of them changes anything."""
    checks: tuple[Callable[[Home], Finding], ...] = (
        _python,
        _packages,
        _environment,
        _home,
        _locks,
        _dbt,
        _published,
        _queries,
        _disk,
    )
    return [*(check(home) for check in checks), *examine_access(home, settings)]


def _python(_: Home) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("python", Verdict.OK, version)


def _packages(_: Home) -> Finding:
    try:
        declared = [entry for entry in requires("evenhand") or [] if "extra ==" not in entry]
    except PackageNotFoundError:
        return Finding("packages", Verdict.WARNING, "evenhand itself is not installed; run `pip install .`")
    names = [re.split(r"[^A-Za-z0-9._-]", entry, maxsplit=1)[0] for entry in declared]
    missing = [name for name in names if package_version(name) == "not installed"]
    if missing:
        return Finding("packages", Verdict.FAILED, f"missing: {', '.join(missing)}; install Evenhand again")
    return Finding("packages", Verdict.OK, f"{len(names)} there, duckdb {package_version('duckdb')}")


def _environment(_: Home) -> Finding:
    known = set(environment_variables()) | _OF_DBT
    strangers = sorted(name for name in os.environ if name.startswith(ENVIRONMENT_PREFIX) and name not in known)
    if strangers:
        return Finding("settings", Verdict.WARNING, f"read by nothing: {', '.join(strangers)}; perhaps misspelt")
    return Finding("settings", Verdict.OK, "all values make sense")


def _home(home: Home) -> Finding:
    if not home.folder.exists():
        return Finding("home", Verdict.OK, f"{home.folder} is not there yet; the first load makes it")
    if not os.access(home.folder, os.W_OK | os.X_OK):
        return Finding("home", Verdict.FAILED, f"{home.folder} may not be written to by this user")
    if stat.S_IMODE(home.folder.stat().st_mode) & 0o077:
        return Finding("home", Verdict.WARNING, f"other users can look into {home.folder}; run `chmod 700` on it")
    return Finding("home", Verdict.OK, f"{home.folder} is writable and private")


def _locks(home: Home) -> Finding:
    held = [lock.name for lock in (home.build_lock, home.raw_lock) if is_held(lock)]
    if held:
        return Finding("locks", Verdict.WARNING, f"{', '.join(held)} held: a load or build is running")
    return Finding("locks", Verdict.OK, "no load and no build is running")


def _dbt(_: Home) -> Finding:
    try:
        project = dbt_project_folder()
    except EvenhandError as error:
        return Finding("dbt", Verdict.FAILED, str(error))
    if importlib.util.find_spec("dbt.adapters.duckdb") is None:
        return Finding("dbt", Verdict.FAILED, "dbt-duckdb is missing; install Evenhand again")
    started = subprocess.run(
        [sys.executable, "-c", "import dbt.cli.main"], capture_output=True, text=True, check=False, timeout=120
    )
    if started.returncode != 0:
        reason = (started.stderr.strip().splitlines() or ["no message"])[-1]
        return Finding("dbt", Verdict.FAILED, f"does not start: {reason}")
    return Finding("dbt", Verdict.OK, f"{package_version('dbt-core')}, project in {project}")


def _published(home: Home) -> Finding:
    if not home.current.exists() and not intact_generations(home):
        return Finding("published", Verdict.OK, "nothing yet; `evenhand build` publishes what was loaded")
    try:
        generation = current_generation(home)
    except GenerationError as error:
        return Finding("published", Verdict.FAILED, str(error))
    if sha256_of(generation.database) != generation.facts.get("sha256"):
        return Finding(
            "published",
            Verdict.FAILED,
            f"{generation.database} was changed after publishing; run `evenhand rollback`",
        )
    return Finding("published", Verdict.OK, f"generation {generation.number} is whole")


def _queries(home: Home) -> Finding:
    sandbox = Sandbox(home.folder)
    if off := sandbox.why_off():
        return Finding("ad-hoc SQL", Verdict.WARNING, off)
    return Finding("ad-hoc SQL", Verdict.OK, "each query is shut in by Landlock and seccomp")


def _disk(home: Home) -> Finding:
    folder = next(path for path in (home.folder, *home.folder.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    current = find_current(home)
    needed = max(_LEAST_FREE_BYTES, _GENERATIONS_THAT_MUST_FIT * current.bytes() if current else 0)
    verdict = Verdict.OK if free >= needed else Verdict.WARNING
    return Finding("disk", verdict, f"{free / 1e9:.1f} GB free, {needed / 1e9:.1f} GB is comfortable")
