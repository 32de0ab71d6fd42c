"""Where reports and alerts may go: mail addresses and web addresses, checked before anything is sent."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

# Plain ASCII on purpose: a mail server must say that it takes more, and many do not.
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_MAIL_ADDRESS = 254
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def read_mail_address(text: str) -> str:
    """A single plain address like lead@example.org; ValueError for anything else, line ends above all."""
    address = text.strip().removeprefix("mailto:")
    if len(address) > _LONGEST_MAIL_ADDRESS or not _MAIL_ADDRESS.fullmatch(address):
        raise ValueError(f"{text!r} is no mail address; write one like lead@example.org")
    return address


def read_web_address(text: str) -> SplitResult:
    """An https address, or http to this machine; ValueError for anything else."""
    parts = urlsplit(text.strip())
    if parts.username or parts.password:
        raise ValueError(f"the address at {parts.hostname} holds a user or a password; use one with a key in its path")
    if re.search(r"[\x00-\x20\x7f]", text.strip()) or not parts.hostname:
        raise ValueError(f"{text!r} is no web address")
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return parts
    raise ValueError(f"{parts.scheme}://{parts.hostname} is refused: only https, or http to this machine")


def is_web_address(text: str) -> bool:
    """Whether somebody means a web address and not a mail address."""
    return "://" in text


def shown(address: str) -> str:
    """An address as it may be printed and logged: of a web address the host alone, since its path is the key."""
    return f"webhook at {urlsplit(address).hostname}" if is_web_address(address) else address
