"""A browser of few wits: it keeps cookies, fills in the sign-in form and says where its requests come from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from dashboards.app import create_app

HERE = "http://127.0.0.1:8050"


class Browser:
    def __init__(self, app: Any, address: str = HERE, came_from: str = "192.0.2.1") -> None:
        self.client = app.server.test_client()
        self.address, self.came_from = address, came_from

    def ask(self, method: str, path: str, **more: Any) -> Any:
        peer = {"REMOTE_ADDR": self.came_from} | more.pop("environ_overrides", {})
        return self.client.open(
            path, method=method, base_url=self.address, environ_overrides=peer, buffered=True, **more
        )

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> Any:
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"} | more.pop("headers", {})
        return self.ask("POST", path, headers=headers, **more)

    def sign_in(self, name: str, password: str, **fields: str) -> Any:
        form = re.search(r'name="form" value="(\w+)"', self.get("/sign-in").text)
        assert form
        return self.post("/sign-in", data={"name": name, "password": password, "form": form.group(1)} | fields)

    def sign_out(self, **fields: str) -> Any:
        return self.post("/sign-out", data=fields)

    def is_in(self) -> bool:
        status = self.get("/_dash-layout").status_code
        assert status in (200, 401)
        return bool(status == 200)


def opened(home: Path, **more: Any) -> Any:
    return create_app(home, **more)


def log_of(home: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line) for file in sorted((home / "audit").glob("*.jsonl")) for line in file.read_text().splitlines()
    ]
