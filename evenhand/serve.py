"""Serving the app: several worker processes, each opening DuckDB for itself after the fork."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from dashboards.localised import USUAL
from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.generations import current_generation, find_current, intact_generations
from evenhand.home import Home
from transforms.generations import GenerationError as UnreadableGenerationError
from transforms.sealed import check_sealed

_THREADS_PER_WORKER = 4
_SECONDS_PER_REQUEST = 60


def serve(
    home: Home, host: str, port: int, workers: int | None, *, announce: Callable[[str], None], locale: str = USUAL
) -> None:
    """Serves until interrupted; `announce` gets the address once it answers."""
    _refuse_strangers(host)
    _check_published(home)
    _refuse_taken_port(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        import gunicorn.app.base  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        _serve_in_one_process(partial(_create_server, home, locale), host, port, lambda: announce(address))
        return
    create = partial(_create_server, home, locale)
    _serve_with_gunicorn(create, host, port, workers or os.cpu_count() or 1, lambda: announce(address))


def _refuse_strangers(host: str) -> None:
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise WrongUsageError(
            f"This version has no sign-in, so it does not listen on {host}, where others could read everything.",
            "Serve on 127.0.0.1 and reach it through an SSH tunnel.",
        )


def _check_published(home: Home) -> None:
    """Reads every file that may be shown before anybody asks; only where none is whole is there nothing to serve."""
    intact = intact_generations(home)
    if not intact:
        current_generation(home)
    current = find_current(home)
    for generation in [current, *reversed(intact)] if current else reversed(intact):
        # What is wrong with one is told on the pages, beside what they show instead.
        with suppress(UnreadableGenerationError):
            check_sealed(generation.folder)
            return


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EvenhandError(
                f"Port {port} on {host} cannot be used: {error.strerror}.",
                "Choose another one, for example `evenhand serve --port 8051`.",
            ) from error


def _create_server(home: Home, locale: str) -> Any:
    from dashboards.app import create_app
    from dashboards.warm import warm_up_in_background

    app = create_app(home.folder, locale)
    warm_up_in_background(app)
    return app.server


def _serve_with_gunicorn(
    create: Callable[[], Any], host: str, port: int, workers: int, ready: Callable[[], None]
) -> None:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "workers": workers,
                "worker_class": "gthread",
                "threads": _THREADS_PER_WORKER,
                "timeout": _SECONDS_PER_REQUEST,
                "loglevel": "warning",
                "control_socket_disable": True,
                "when_ready": lambda _: ready(),
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return create()

    Application().run()


def _serve_in_one_process(create: Callable[[], Any], host: str, port: int, ready: Callable[[], None]) -> None:
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server(host, port, create(), threaded=True)
    ready()
    with suppress(KeyboardInterrupt):
        server.serve_forever()
