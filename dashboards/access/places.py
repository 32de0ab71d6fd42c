"""Where to go after signing in: a path of this app, whatever somebody wrote into the address."""

from __future__ import annotations

from urllib.parse import urlsplit

_LONGEST = 2000


def checked_next(wish: str) -> str:
    """The path with its query when it is one of ours, else the first page."""
    # A browser takes \\ for /, and leaves out tabs and line breaks, so that either may make a path another host.
    is_plain = wish.isprintable() and "\\" not in wish and len(wish) <= _LONGEST
    if not is_plain or not wish.startswith("/") or wish.startswith("//"):
        return "/"
    try:
        parts = urlsplit(wish)
    except ValueError:
        return "/"
    is_page = not parts.scheme and not parts.netloc and not parts.path.startswith(("/sign-", "/_", "/assets/"))
    return wish if is_page else "/"
