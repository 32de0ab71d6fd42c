"""Which generation a request was answered from: told beside every answer, so that an open page notices another one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Flask, Response, g, has_app_context

GENERATION, NOTICE, WHOLE_PAGE = "Evenhand-Generation", "Evenhand-Notice", "Evenhand-Page"
_MOST_LETTERS = 1_000


@dataclass(frozen=True)
class ReadFrom:
    """A generation, and why it is not the one that is named; `notice` is empty when it is."""

    generation: str
    notice: str


def note_generation(generation: str, notice: str) -> None:
    """Remembers, for the length of a request, what it is answered from; nothing outside of an app."""
    if has_app_context():
        g.read_from = ReadFrom(generation, notice)


def note_whole_page() -> None:
    """Remembers that the answer is a page anew and not a part of one that is open."""
    g.is_whole_page = True


def notice() -> str:
    """Why what was read in this request is not of the generation that is named; empty when it is, or nothing was."""
    found: ReadFrom | None = g.get("read_from")
    return found.notice if found else ""


def tell_generation(server: Flask) -> None:
    """Puts it into headers of every answer that came from a generation."""

    @server.after_request
    def tell(answer: Response) -> Response:
        if g.get("is_whole_page"):
            answer.headers[WHOLE_PAGE] = "yes"
        found: ReadFrom | None = g.get("read_from")
        if found:
            answer.headers[GENERATION] = found.generation
        if found and found.notice:
            # Headers hold few letters, and paths may hold any.
            answer.headers[NOTICE] = quote(found.notice[:_MOST_LETTERS])
        return answer
