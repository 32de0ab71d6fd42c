"""Serving the app: several worker processes, each opening DuckDB for itself after the fork."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from dashboards.access.entrance import Entrance
from evenhand.entrance import read_entrance
from evenhand.errors import EvenhandError
from evenhand.generations import current_generation, find_current, intact_generations
from evenhand.home import Home
from evenhand.settings import Settings
from transforms.generations import GenerationError as UnreadableGenerationError
from transforms.sealed import check_sealed

_THREADS_PER_WORKER = 4
_SECONDS_PER_REQUEST = 60
_END = "EVENHAND_END"


def serve(
    home: Home,
    host: str,
    port: int,
    workers: int | None,
    *,
    announce: Callable[[str], None],
    settings: Settings,
    is_debug: bool = False,
) -> None:
    """Serves until interrupted; `announce` gets the address once it answers. Refuses what would let strangers in."""
    entrance = read_entrance(home, settings, host, is_debug=is_debug)
    _check_published(home)
    _refuse_taken_port(host, port)
    address = settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    create = partial(_create_server, home, settings, entrance)
    try:
        import gunicorn.app.base  # type: ignore[import-untyped]  # noqa: F401
    except ImportError:
        _serve_in_one_process(create, host, port, lambda: announce(address))
        return
    _serve_with_gunicorn(create, host, port, workers or os.cpu_count() or 1, lambda: announce(address))


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


def _create_server(home: Home, settings: Settings, entrance: Entrance) -> Any:
    from dashboards.app import create_app
    from dashboards.sql import Sandbox
    from dashboards.warm import answer_first_page, warm_up_in_background

    sandbox = Sandbox(home.folder, without_confinement=settings.sql_without_confinement)
    app = create_app(home.folder, settings.locale, entrance, sandbox)
    answer_first_page(app)
    end_warm_up = warm_up_in_background(app)

    def end() -> None:
        end_warm_up()
        app.server.config["EVENHAND_ANSWERS"].close()
        sandbox.close()

    app.server.config[_END] = end
    return app.server


def _serve_with_gunicorn(
    create: Callable[[], Any], host: str, port: int, workers: int, ready: Callable[[], None]
) -> None:
    from gunicorn.app.base import BaseApplication

    announce = _only_once(ready)

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
                "post_worker_init": lambda _: announce(),
                # One that never got as far as an app has nothing to end.
                "worker_exit": lambda _, worker: worker.wsgi.config[_END]() if hasattr(worker, "wsgi") else None,
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return create()

    Application().run()


def _only_once(ready: Callable[[], None]) -> Callable[[], None]:
    """What workers call when they can answer: the first of them tells, and none that takes the place of another."""
    # One byte in a pipe that all processes have from the fork on, of which one of them finds it.
    token, given = os.pipe()
    os.set_blocking(token, False)
    os.write(given, b"1")

    def announce() -> None:
        with suppress(BlockingIOError):
            os.read(token, 1)
            ready()

    return announce


def _serve_in_one_process(create: Callable[[], Any], host: str, port: int, ready: Callable[[], None]) -> None:
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    app = create()
    server = make_server(host, port, app, threaded=True)
    ready()
    with suppress(KeyboardInterrupt):
        server.serve_forever()
    app.config[_END]()
