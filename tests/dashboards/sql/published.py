"""A small published file, a folder around it that anybody may write to, and processes that are asked without the check."""

import hashlib
import json
import os
import shutil
import socket
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from dashboards.sql.waiting import EndedError, OverdueError, QueryProcess

SECRET = "the-canary-in-the-file"
WORDS_OF_ENVIRONMENT = "the-canary-in-the-environment"

_UNCHECKED = """
import sys, json
sys.path.append(sys.argv[2])
from dashboards.sql_worker import confinement, database, frames, process
canary_frame = [1]
{changes}
process.keep_answers_apart()
connection = process._prepare(json.loads(sys.argv[1]))
process._say({{"ready": True}})
while request := frames.read_request(0):
    process._serve(connection, request, lambda connection, text: text)
    process._say({{"done": True}})
"""
NO_SETTINGS = "database.shut = lambda connection, milliseconds: None"
NO_LIMITS = "confinement.set_limits = lambda cpu_seconds: None"


def publish(home):
    folder = home / "generations" / "000001"
    folder.mkdir(parents=True, mode=0o700)
    home.chmod(0o700)
    database = folder / "evenhand.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table cases as select i as id, 'Billing' as team from range(1000) t(i)")
        connection.execute("create table numbers as select i, 'text ' || i as words from range(1_000_000) t(i)")
        connection.execute("force checkpoint")
    database.chmod(0o444)
    (folder / "generation.json").write_text(json.dumps({"generation": "000001"}))
    return database


@contextmanager
def open_folder():
    """Rights of the file system stop nobody here, so that what stops an attack is the confinement.

    Not below pytest's own folder, which only its owner may enter.
    """
    folder = Path(tempfile.mkdtemp(prefix="evenhand-open-"))
    folder.chmod(0o777)
    for name, content in {
        "secret.txt": SECRET,
        "secret.csv": f"a,b\n1,{SECRET}\n",
        "schema.sql": "create table t (a int);",
        "load.sql": "",
    }.items():
        (folder / name).write_text(content)
        (folder / name).chmod(0o666)
    yield folder
    shutil.rmtree(folder)


def picture(*folders):
    """Every file with its hash, every folder with its name."""
    found = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
    return found


class Unchecked:
    """Statements sent past the check, to one process after the other as they end."""

    def __init__(self, database, *, changes="", is_confined=True, seconds=3):
        self._told = (database, seconds, is_confined, _UNCHECKED.format(changes=changes))
        self._process = None

    def ask(self, statement):
        """The message that comes back; {"ended": True} when the process did not survive."""
        if self._process is None:
            self._process = QueryProcess(*self._told)
            try:
                self._process.wait_until_ready()
            except EndedError:
                self.close()
                raise
        answer = {}
        try:
            self._process.send(statement, {})
            while "done" not in (message := self._process.receive(time.monotonic() + 5, lambda: False)):
                answer = answer | message
        except (EndedError, OverdueError):
            self.close()
            return {"ended": True}
        return answer

    def sockets(self):
        """Descriptors of the process that are sockets."""
        folder = f"/proc/{self._process.pid}/fd"
        return [link for name in os.listdir(folder) if (link := os.readlink(f"{folder}/{name}")).startswith("socket")]

    def close(self):
        if self._process:
            self._process.end()
        self._process = None


class Listener:
    """A port that counts who comes."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.came = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self):
        with suppress(OSError):
            while True:
                self._socket.accept()[0].close()
                self.came += 1

    def close(self):
        self._socket.close()
