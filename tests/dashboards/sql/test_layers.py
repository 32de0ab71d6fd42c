"""Each layer holds alone: the operating system without DuckDB's settings, and the settings without the system."""

import pytest

from tests.dashboards.sql.published import NO_LIMITS, NO_SETTINGS, SECRET, Unchecked, picture

WRITES = [
    "copy (select 1) to '{folder}/out.csv'",
    "copy (select 1) to '/tmp/evenhand-attack.csv'",
    "copy (select 'x'::blob) to '{file}.wal' (format blob)",
    "copy (select '1') to '{folder}/secret.txt' (header false, use_tmp_file false)",
    "copy (select 1 as a, 2 as b) to '{folder}/parts' (partition_by (a))",
    "export database '{folder}/export'",
    "attach '{folder}/new.duckdb' as n; create table n.t as select 1; checkpoint n",
    "create table memory.main.x as select range as i from range(3_000_000) order by random()",
    "with x as (copy (select 1) to '{folder}/out.csv') select 1",
]
READS = [
    "select content from read_text('{folder}/secret.txt')",
    "select * from read_csv('{folder}/secret.csv')",
    "select content from read_text('/etc/passwd')",
    "select content from read_text('/proc/self/environ')",
    "select content from read_text('/proc/1/cmdline')",
    "select content from read_blob('/proc/self/mem')",
]


@pytest.fixture(params=["system", "system of one user", "settings"], scope="module")
def layer(request, database):
    if request.param == "settings":
        process = Unchecked(database, changes=NO_LIMITS, is_confined=False)
    else:
        # A service that is not root's has no other user to become: whatever its own may do, the fence holds.
        same_user = "confinement._drop_root = lambda: None" if request.param == "system of one user" else ""
        process = Unchecked(database, changes=f"{NO_SETTINGS}; {same_user}")
    yield process
    process.close()


@pytest.mark.parametrize("attack", [*WRITES, *READS])
def test_one_layer_stops_it(layer, attack, open_folder, home, database):
    before = picture(home, open_folder)
    answer = layer.ask(attack.format(folder=open_folder, file=database))
    assert SECRET not in str(answer)
    assert "root:x:0" not in str(answer)
    assert picture(home, open_folder) == before


def test_without_either_the_same_attacks_succeed(database, open_folder):
    bare = Unchecked(database, changes=f"{NO_LIMITS}; {NO_SETTINGS}", is_confined=False)
    try:
        assert SECRET in str(bare.ask(READS[0].format(folder=open_folder)))
        before = picture(open_folder)
        bare.ask(WRITES[0].format(folder=open_folder))
        assert picture(open_folder) != before
    finally:
        bare.close()
        (open_folder / "out.csv").unlink(missing_ok=True)


SYSTEM_CALLS = {
    "a socket": "import socket; socket.socket()",
    "a pair of sockets": "import socket; socket.socketpair()",
    "a program": "import os; os.execv('/bin/true', ['true'])",
    "a fork": "import os; os.fork()",
    "another mode": "import os; os.chmod('{folder}/secret.txt', 0o600)",
    "another owner": "import os; os.chown('{folder}/secret.txt', os.getuid(), os.getgid())",
    "another time": "import os; os.utime('{folder}/secret.txt')",
    "an attribute": "import os; os.setxattr('{folder}/secret.txt', 'user.x', b'1')",
    "a new folder": "import os; os.mkdir('{folder}/new')",
    "a new name": "import os; os.rename('{folder}/secret.txt', '{folder}/new.txt')",
    "a link": "import os; os.link('{folder}/secret.txt', '{folder}/new.txt')",
    "a removal": "import os; os.unlink('{folder}/secret.txt')",
    "a file to write": "import os; os.open('{folder}/new.txt', os.O_WRONLY | os.O_CREAT)",
    "a file in memory": "import os; os.memfd_create('x')",
    "a file to read": "open('{folder}/secret.txt')",
    "a folder to list": "import os; os.listdir('{folder}')",
    "a signal to the app": "import os; os.kill(os.getppid(), 0)",
    "a hold on the app": "import os; os.pidfd_open(os.getppid())",
    "higher limits": "import resource as r; r.setrlimit(r.RLIMIT_AS, (-1, -1))",
    "the rights back": "import os; os.setuid(0); os.open('{folder}/new.txt', os.O_WRONLY | os.O_CREAT)",
}


@pytest.mark.parametrize("what", SYSTEM_CALLS)
def test_the_system_refuses(what, database, open_folder):
    attempt = SYSTEM_CALLS[what].format(folder=open_folder)
    changes = f"""
def attempt(connection, milliseconds):
    try:
        exec({attempt!r})
    except (OSError, ValueError) as error:
        process._say({{"failed": f"refused: {{error}}"}})
database.shut = attempt
import socket, resource, os
"""
    before = picture(open_folder)
    process = Unchecked(database, changes=changes)
    with pytest.raises(Exception, match="refused"):
        process.ask("select 1")
    process.close()
    assert picture(open_folder) == before
