"""Apache Superset of its own, on the loopback address: installed once, started for one comparison, stopped after it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.kept_connection import KeptConnection

REQUIREMENTS = (
    # Superset 6.1 needs rich and cachetools without saying so, and does not start with a later flask-caching.
    *("apache-superset==6.1.*", "rich", "cachetools", "flask-caching==2.3.1"),
    *("duckdb-engine", "duckdb==1.5.6", "gunicorn"),
)
WORKERS, THREADS = 2, 4
_USER = "benchmark"
_START = 180.0

_CONFIG = """
import os

SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.path.join(os.environ["SUPERSET_HOME"], "superset.db")
_NONE = {{"CACHE_TYPE": "NullCache"}}
CACHE_CONFIG = DATA_CACHE_CONFIG = FILTER_STATE_CACHE_CONFIG = EXPLORE_FORM_DATA_CACHE_CONFIG = _NONE
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
LOG_LEVEL = "WARNING"

# Superset opens the file for every query and closes it again. Evenhand keeps it open; so may Superset.
from sqlalchemy import event
from sqlalchemy.pool import Pool

_kept = []


@event.listens_for(Pool, "connect")
def _keep_open(connection, _record):
    if not _kept and "duckdb" in type(connection).__module__:
        _kept.append(connection.cursor())
"""


class NotInstalledError(Exception):
    """Superset could not be installed here."""


class SupersetServer:
    """A Superset that runs, and the datasets made in it."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self._token = token

    def connection(self) -> KeptConnection:
        """A new connection of somebody who is logged in."""
        return KeptConnection(self.address, {"Authorization": f"Bearer {self._token}"})

    def datasets(self, database: Path, tables: Iterable[str]) -> dict[str, int]:
        """Makes a dataset of each table; table to the number of its dataset."""
        asked = self.connection()
        # Several processes can open the file only when none may write.
        extra = {"engine_params": {"connect_args": {"read_only": True}}}
        content = {"database_name": "facts", "sqlalchemy_uri": f"duckdb:///{database}", "extra": json.dumps(extra)}
        made = asked.post("/api/v1/database/", content).json()["id"]
        wanted = ({"database": made, "schema": "main", "table_name": table} for table in sorted(set(tables)))
        return {each["table_name"]: asked.post("/api/v1/dataset/", each).json()["id"] for each in wanted}


def installed(cache: Path) -> Path:
    """The Python of an environment with Superset, made once; NotInstalledError when the packages cannot be had."""
    python, done = cache / "venv" / "bin" / "python", cache / "venv" / "done"
    if not done.exists() or done.read_text() != "\n".join(REQUIREMENTS):
        cache.mkdir(parents=True, exist_ok=True)
        print("Installing Superset, which takes some minutes.", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(cache / "venv")], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *REQUIREMENTS]
        found = subprocess.run(pip, capture_output=True, text=True, check=False)
        if found.returncode:
            raise NotInstalledError((found.stderr.strip().splitlines() or ["pip failed"])[-1])
        done.write_text("\n".join(REQUIREMENTS))
    return python


def version_of(python: Path, package: str) -> str:
    """The version of a package in an environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@contextmanager
def running(python: Path, cache: Path) -> Iterator[SupersetServer]:
    """Superset on a free port, with a fresh metadata file, until the block ends."""
    prepared, home = _prepared(python, cache), cache / "superset"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(prepared, home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = ["-m", "gunicorn", "-w", str(WORKERS), "-k", "gthread", "--threads", str(THREADS), "--timeout", "600"]
    command = [str(python), *serve, "-b", f"127.0.0.1:{port}", "superset.app:create_app()"]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=_environment(home), cwd=home, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, home / "server.log")
            yield SupersetServer(address, _token(address, (home / "password").read_text()))
        finally:
            process.terminate()
            process.wait(30)


def _prepared(python: Path, cache: Path) -> Path:
    """A folder with a metadata file in which nothing is but somebody who may log in; made once."""
    prepared, unfinished = cache / "prepared", cache / "unfinished"
    if prepared.exists():
        return prepared
    print("Making Superset's metadata file.", flush=True)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    password = secrets.token_urlsafe()
    (unfinished / "password").write_text(password)
    (unfinished / "superset_config.py").write_text(_CONFIG.format(secret=secrets.token_urlsafe(42)))
    who = ["--username", _USER, "--firstname", "A", "--lastname", "B", "--email", "a@example.org"]
    for step in (["db", "upgrade"], ["fab", "create-admin", *who, "--password", password], ["init"]):
        command = [str(python.parent / "superset"), *step]
        found = subprocess.run(command, env=_environment(unfinished), capture_output=True, text=True, check=False)
        if found.returncode:
            raise RuntimeError(f"superset {step[0]} failed:\n{found.stderr[-2000:]}")
    return unfinished.rename(prepared)


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FLASK"))}
    own = {"SUPERSET_CONFIG_PATH": str(home / "superset_config.py"), "SUPERSET_HOME": str(home)}
    # It tells its makers that it runs, unless it is told not to.
    return kept | own | {"FLASK_APP": "superset", "SCARF_ANALYTICS": "false", "DO_NOT_TRACK": "1"}


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        try:
            if KeptConnection(address).get("/health").body == b"OK":
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"Superset did not start:\n{log.read_text()[-2000:]}")


def _token(address: str, password: str) -> str:
    content = {"username": _USER, "password": password, "provider": "db", "refresh": False}
    return str(KeptConnection(address).post("/api/v1/security/login", content).json()["access_token"])
