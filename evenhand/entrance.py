"""How the server is to be reached, as the settings say; what would let strangers in is refused before it starts."""

from __future__ import annotations

import ipaddress
import os
import stat
from pathlib import Path

from dashboards.access.entrance import LEAST_SECRET_BYTES, Entrance, Provider
from dashboards.access.groups import GroupsError, read_groups
from dashboards.access.people import People
from dashboards.access.people_file import PeopleError
from evenhand.errors import EvenhandError, WrongUsageError
from evenhand.home import Home
from evenhand.settings import Settings

_HOW_TO_MAKE_ONE = (
    "Make one with `(umask 077; head -c 32 /dev/urandom | base64 > session.key)` and set EVENHAND_SECRET_FILE to it."
)


def read_entrance(home: Home, settings: Settings, host: str, *, is_debug: bool) -> Entrance:
    """The entrance for a server that listens on `host`; WrongUsageError says what is unsafe and what to do."""
    is_for_others = bool(settings.public_url) or not is_loopback(host)
    secret, provider = _secret(settings), _provider(settings)
    if is_for_others:
        _refuse_unencrypted(settings, host)
        _refuse_debug(is_debug)
    is_anybody = _is_anybody(home, provider)
    if is_for_others and not is_anybody:
        raise WrongUsageError(
            "Others can reach this server, and there is nobody who may sign in.",
            "Add somebody first: `evenhand user add NAME --role admin`, or name an identity provider and its groups.",
        )
    if is_for_others and not secret:
        raise WrongUsageError("Sessions of others need a secret that outlives the server.", _HOW_TO_MAKE_ONE)
    # Listening on loopback for others means that a proxy of ours stands before it.
    proxies = settings.proxies if settings.proxies is not None else int(is_for_others)
    facts = {"public_url": settings.public_url, "proxies": proxies, "provider": provider}
    return Entrance(secret=secret, **facts) if secret else Entrance(**facts)  # type: ignore[arg-type]


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_unencrypted(settings: Settings, host: str) -> None:
    # There is no way round this: a password that travels in the clear once is everybody's.
    if not settings.public_url:
        raise WrongUsageError(
            f"Others can reach {host or 'every address'}, and passwords must not travel unencrypted.",
            "Put a proxy with TLS before it and set EVENHAND_PUBLIC_URL to its https address (docs/deploy.md); "
            "or serve on 127.0.0.1 and reach it through an SSH tunnel.",
        )


def _refuse_debug(is_debug: bool) -> None:
    if is_debug or os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        raise WrongUsageError(
            "Others can reach this server, and debugging would show them its insides.",
            "Leave out --debug and unset FLASK_DEBUG.",
        )


def _is_anybody(home: Home, provider: Provider | None) -> bool:
    try:
        return People(home.folder).anybody() or (provider is not None and bool(read_groups(home.folder)))
    except (PeopleError, GroupsError) as trouble:
        raise EvenhandError(str(trouble)) from trouble


def _secret(settings: Settings) -> bytes:
    """The secret of at least 32 bytes; empty when none is set."""
    if settings.secret_file:
        secret = closed_file(settings.secret_file, "EVENHAND_SECRET_FILE")
    else:
        secret = settings.secret.get_secret_value().encode()
    named = "EVENHAND_SECRET_FILE" if settings.secret_file else "EVENHAND_SECRET"
    if (settings.secret_file or secret) and len(secret) < LEAST_SECRET_BYTES:
        raise WrongUsageError(
            f"{named} holds {len(secret)} bytes; at least {LEAST_SECRET_BYTES} are asked.", _HOW_TO_MAKE_ONE
        )
    return secret


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id or not settings.oidc_client_secret_file:
        raise WrongUsageError(
            "EVENHAND_OIDC_ISSUER is set, but not all that goes with it.",
            "Set EVENHAND_OIDC_CLIENT_ID and EVENHAND_OIDC_CLIENT_SECRET_FILE.",
        )
    if "openid" not in settings.oidc_scopes.split():
        raise WrongUsageError("EVENHAND_OIDC_SCOPES lacks openid, without which nobody is vouched for.")
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=closed_file(settings.oidc_client_secret_file, "EVENHAND_OIDC_CLIENT_SECRET_FILE").decode(
            errors="replace"
        ),
        scopes=settings.oidc_scopes,
        groups_claim=settings.oidc_groups_claim,
        name=settings.oidc_name,
    )


def closed_file(file: Path, variable: str) -> bytes:
    """What stands in a file that only its owner may touch."""
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise WrongUsageError(
                f"Other users of this machine can open {file} ({variable}).", f"Run `chmod 600 {file}`."
            )
        return file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise WrongUsageError(
            f"{variable} names {file}, which cannot be read: {error.strerror}.", "Name a file that holds it alone."
        ) from error
