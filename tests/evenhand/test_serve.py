import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from evenhand.errors import EvenhandError
from evenhand.serve import serve
from evenhand.settings import Settings
from tests.serving import free_port, serving_to_a_clean_end


def test_a_taken_port_is_told(home, publish_by_hand):
    publish_by_hand(home, "000001")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EvenhandError, match=f"Port {port} on 127.0.0.1 cannot be used: Address already in use"):
            serve(home, "127.0.0.1", port, 1, announce=print, settings=Settings())


SLOW_START = """
import dashboards.warm, pathlib, sys, time
ready = pathlib.Path(sys.argv.pop())
answered = dashboards.warm.answer_first_page

def slowly(app):
    time.sleep(1)
    answered(app)
    ready.touch()

dashboards.warm.answer_first_page = slowly
dashboards.warm._keep_warm = lambda *_: None
from evenhand.cli import main
main()
"""


def test_the_address_is_told_once_and_when_a_page_is_ready(warehouse_home, tmp_path):
    ready = tmp_path / "ready"
    command = [sys.executable, "-c", SLOW_START, "serve", "--port", str(free_port()), "--workers", "2", str(ready)]
    environment = os.environ | {"EVENHAND_HOME": str(warehouse_home)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as served:
        assert "answers on" in served.stdout.readline()
        assert ready.exists()
        # The other worker is ready as well by then, or a moment later.
        time.sleep(1)
        served.terminate()
        assert served.stdout.read() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_app_answers_and_ends_cleanly(warehouse_home, number):
    with (
        serving_to_a_clean_end(warehouse_home, "--workers", "1", ended_by=number, is_warm=True) as address,
        urllib.request.urlopen(address, timeout=60) as answer,
    ):
        assert answer.status == 200
