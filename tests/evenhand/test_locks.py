import subprocess
import sys
import time

import pytest

from evenhand.errors import BusyError
from evenhand.locks import exclusive_lock

# A process that takes the lock, hands it to a child that ends a second later, and is killed.
KILLED_HOLDER = """
import os, signal, subprocess, sys
from pathlib import Path
from evenhand.locks import exclusive_lock
with exclusive_lock(Path(sys.argv[1]), "", "") as descriptor:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1)"], pass_fds=[descriptor])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_living_holder_is_named_at_once(tmp_path):
    started = time.monotonic()
    with (
        exclusive_lock(tmp_path / "x.lock", "", ""),
        pytest.raises(BusyError, match=r"Another build is running \(process \d+\)"),
        exclusive_lock(tmp_path / "x.lock", "Another build is running", ""),
    ):
        pass
    assert time.monotonic() - started < 10


def test_what_a_killed_holder_left_behind_is_waited_for(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED_HOLDER, str(tmp_path / "x.lock")], check=False)
    with exclusive_lock(tmp_path / "x.lock", "Another build is running", "") as descriptor:
        assert descriptor > 0
