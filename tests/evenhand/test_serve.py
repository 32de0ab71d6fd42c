import signal
import socket
import urllib.request

import pytest

from evenhand.errors import EvenhandError
from evenhand.serve import serve
from evenhand.settings import Settings
from tests.serving import serving_to_a_clean_end


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
    with (
        serving_to_a_clean_end(warehouse_home, "--workers", "1", ended_by=number, is_warm=True) as address,
        urllib.request.urlopen(address, timeout=60) as answer,
    ):
        assert answer.status == 200
