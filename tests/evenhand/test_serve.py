import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from evenhand.errors import EvenhandError
from evenhand.serve import serve
from evenhand.settings import Settings


def test_a_taken_port_is_told(home, publish_by_hand):
    publish_by_hand(home, "000001")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(EvenhandError, match=f"Port {port} on 127.0.0.1 cannot be used: Address already in use"):
            serve(home, "127.0.0.1", port, 1, announce=print, settings=Settings())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_app_answers_and_ends_cleanly(warehouse_home, number):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "serve", "--port", str(port), "--workers", "1"],
        env=os.environ | {"EVENHAND_HOME": str(warehouse_home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline()).group()
            assert address == f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(address, timeout=60) as answer:
                assert answer.status == 200
        finally:
            server.send_signal(number)
        assert server.wait(timeout=60) == 0
        assert "Traceback" not in server.stderr.read()
