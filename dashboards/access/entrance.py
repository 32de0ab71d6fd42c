"""How this server is reached, and what follows for whom it answers, its cookies, and the address of who asks."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Request, Response

from dashboards.access.reader import Reader

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
LEAST_SECRET_BYTES = 32
_PROXY_HEADERS = (
    *("Forwarded", "Via", "X-Real-Ip", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"),
    *("X-Forwarded-Server", "X-Forwarded-Port"),
)


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect identity provider, and what we are to it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str = "openid profile email"
    groups_claim: str = "groups"
    name: str = ""
    """What the sign-in page calls it."""


@dataclass(frozen=True)
class Pass:
    """Lets one program of ours in as one reader, such as the browser that draws a report."""

    reader: Reader
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)


BEARER_COOKIE = "evenhand-pass"


@dataclass(frozen=True)
class Entrance:
    """Settled once for all worker processes of a server."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(LEAST_SECRET_BYTES), repr=False)
    """Key of sessions and forms; one made on the spot ends all sessions with the server."""
    public_url: str = ""
    """Origin under which others reach it, such as https://evenhand.example; empty on the own machine."""
    proxies: int = 0
    """How many proxies of our own add to X-Forwarded-For."""
    provider: Provider | None = None
    only_pass: Pass | None = None
    """Where there is one, its bearer is let in and nobody else."""

    @property
    def serves_this_machine_alone(self) -> bool:
        """Whether nobody else is meant to reach it, so that without users it may open without a sign-in."""
        return not self.public_url and self.provider is None and self.only_pass is None

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it encrypted."""
        return self.public_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """A name that no other host can set a cookie under, where the address is encrypted."""
        return "__Host-evenhand" if self.is_https else "evenhand"

    @property
    def form_cookie(self) -> str:
        """Names the cookie that ties a sign-in form to the browser that asked for it."""
        return "__Host-evenhand-form" if self.is_https else "evenhand-form"

    def answers_to(self, host: str) -> bool:
        """Whether a Host header names this server; another one is a page that plays a trick with names."""
        return is_loopback_host(host) or bool(self.public_url and host.lower() == urlsplit(self.public_url).netloc)

    def is_own_origin(self, origin: str, host: str) -> bool:
        """Whether an Origin header names a page of this server."""
        if is_loopback_host(host):
            return origin in (f"http://{host}", f"https://{host}")
        return origin == self.public_url

    def origin_of(self, request: Request) -> str:
        """The address that the browser of this request has for the server."""
        return f"http://{request.host}" if is_loopback_host(request.host) else self.public_url

    def address_of(self, request: Request) -> str:
        """Who asks: the peer, or what the outermost of our own proxies saw."""
        peer = request.remote_addr or "local"
        if not self.proxies:
            return peer
        hops = [hop.strip() for hop in ",".join(request.headers.getlist("X-Forwarded-For")).split(",") if hop.strip()]
        # What stands further left was sent by whoever asks, and may be made up.
        return hops[-self.proxies] if len(hops) >= self.proxies else peer

    def set_cookie(self, answer: Response, name: str, value: str, seconds: int, same_site: str = "Lax") -> None:
        """Sets a cookie that scripts cannot read and other sites cannot send along."""
        answer.set_cookie(
            name, value, max_age=seconds, path="/", secure=self.is_https, httponly=True, samesite=same_site
        )

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for each purpose: what one of them shows of itself must open no other."""
        return hmac.digest(self.secret, b"key for " + purpose.encode(), "sha256")

    def form_mark(self, browser: str) -> str:
        """What a form of this server holds that was sent to this browser."""
        return hmac.digest(self.key_for("forms"), browser.encode(errors="replace"), "sha256").hex()


def is_loopback_host(host: str) -> bool:
    """Whether a Host header names this very machine."""
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK_HOSTS
    except ValueError:
        return False


def comes_from_outside(request: Request) -> bool:
    """Whether a request came through a proxy, or from another machine."""
    if any(header in request.headers for header in _PROXY_HEADERS):
        return True
    try:
        return not ipaddress.ip_address(request.remote_addr or "127.0.0.1").is_loopback
    except ValueError:
        return True
