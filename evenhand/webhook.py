"""Handing JSON to a web address: encrypted or on this machine, with a time-out, and not one step further."""

from __future__ import annotations

import http.client
import json
import ssl
from typing import Any

from evenhand.addresses import read_web_address, shown
from evenhand.errors import EvenhandError

_SECONDS_TO_WAIT = 10


def post_json(address: str, body: dict[str, Any]) -> None:
    """Posts a body; EvenhandError unless the answer is 2xx. Redirects are not followed: they could lead anywhere."""
    parts = read_web_address(address)
    host = str(parts.hostname)
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=_SECONDS_TO_WAIT, context=trust
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=_SECONDS_TO_WAIT)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise EvenhandError(f"The {shown(address)} could not be reached: {error}.") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise EvenhandError(f"The {shown(address)} answers {status}, so it may not have taken the alert.")
