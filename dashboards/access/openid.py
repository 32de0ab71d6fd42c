"""Signing in with an identity provider by OpenID Connect: code flow with state, nonce and PKCE."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, request, session
from joserfc.errors import JoseError
from requests import RequestException

from dashboards.access.configured import entrance, people
from dashboards.access.entrance import Entrance, Provider
from dashboards.access.groups import GroupsError, read_groups, reader_by_groups
from dashboards.access.people import AccountError, Note, Person, check_name, role_facts
from dashboards.access.places import checked_next
from dashboards.access.sign_in import audit, sign_in_answer, welcome
from dashboards.access.throttle import Throttle

_SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_SECONDS_TO_ANSWER = 10
_SECONDS_OF_LEEWAY = 60
_FAILED = "Signing in with {} failed. Try again, or tell whoever runs Evenhand here."
_NOT_MEANT = (
    "{} knows you, but nothing here says what you may see. Ask whoever runs Evenhand to add one of your groups."
)


class NotLetInError(Exception):
    """What the provider says of somebody does not let them in; `words` are for them, the message for the log."""

    def __init__(self, reason: str, words: str) -> None:
        super().__init__(reason)
        self.words = words


def serve_provider(server: Flask, way_in: Entrance, home: Path) -> None:
    """The two routes of a sign-in elsewhere, where a provider is configured."""
    provider = way_in.provider
    if provider is None:
        return
    client = _client(server, way_in, provider)

    @server.get("/sign-in/provider")
    def to_provider() -> Any:
        try:
            _check_metadata(client, provider)
            # One try at a time: those that were given up would make the cookie too long.
            session.clear()
            session["next"] = checked_next(request.args.get("next", "/"))
            return client.authorize_redirect(f"{entrance().origin_of(request)}/sign-in/provider/return")
        except (NotLetInError, AuthlibBaseError, RequestException, ValueError, RuntimeError) as trouble:
            return _refused(provider, "", str(trouble), _FAILED.format(provider.name), 502)

    @server.get("/sign-in/provider/return")
    def from_provider() -> Any:
        wish, subject = session.get("next", "/"), ""
        try:
            claims = _claims(client, provider)
            subject = str(claims["sub"])
            person = _person(provider, claims, home)
        except NotLetInError as no:
            return _refused(provider, subject, str(no), no.words, 403)
        except (AuthlibBaseError, JoseError, RequestException, ValueError, RuntimeError) as trouble:
            return _refused(provider, subject, str(trouble), _FAILED.format(provider.name), 403)
        finally:
            session.clear()
        return welcome(person, provider.issuer, wish)

    @server.get("/sign-in/provider/out")
    def out_of_provider() -> Any:
        """The sign-in page, which goes on to the provider's own sign-out where there is one.

        Not by a redirect: it would be the end of a form that was sent, and forms go nowhere but here.
        """
        answer = sign_in_answer()
        if way_out := _way_out(client, provider):
            answer.headers["Refresh"] = f"0; url={way_out}"
        return answer


def _way_out(client: Any, provider: Provider) -> str:
    """The address that ends the session at the provider and comes back; empty where it has none, or cannot be asked."""
    try:
        _check_metadata(client, provider)
    except (NotLetInError, AuthlibBaseError, RequestException, ValueError, RuntimeError):
        return ""
    told = str(client.server_metadata.get("end_session_endpoint") or "")
    is_address = told.isprintable() and urlsplit(told).scheme == urlsplit(provider.issuer).scheme
    back = {"client_id": provider.client_id, "post_logout_redirect_uri": f"{entrance().origin_of(request)}/sign-in"}
    return f"{told}{'&' if '?' in told else '?'}{urlencode(back)}" if is_address else ""


def _client(server: Flask, way_in: Entrance, provider: Provider) -> Any:
    """Authlib's client; state, nonce and verifier wait in a signed cookie of the browser that was sent away."""
    server.secret_key = way_in.key_for("sign-in elsewhere")
    server.config.update(
        SESSION_COOKIE_NAME="__Host-evenhand-provider" if way_in.is_https else "evenhand-provider",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=way_in.is_https,
    )
    return OAuth(server).register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": provider.scopes,
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS_TO_ANSWER,
        },
    )


def _check_metadata(client: Any, provider: Provider) -> None:
    found = client.load_server_metadata()
    failed = _FAILED.format(provider.name)
    if found.get("issuer") != provider.issuer:
        raise NotLetInError(f"the metadata are of the issuer {found.get('issuer')}, not {provider.issuer}", failed)
    offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
    # Neither no signature nor one by our own secret says who signed.
    found["id_token_signing_alg_values_supported"] = [name for name in offered if name in _SIGNED_BY]
    if "code_challenge_methods_supported" in found and "S256" not in found["code_challenge_methods_supported"]:
        raise NotLetInError("the provider does not know PKCE with S256", failed)


def _claims(client: Any, provider: Provider) -> Mapping[str, Any]:
    """What the provider vouches for; everything that makes it believable is checked here or by Authlib."""
    _check_metadata(client, provider)
    if request.args.get("iss", provider.issuer) != provider.issuer:
        raise NotLetInError("the answer is of another issuer", _FAILED.format(provider.name))
    token = client.authorize_access_token(
        claims_options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        },
        leeway=_SECONDS_OF_LEEWAY,
    )
    claims: dict[str, Any] = dict(token.get("userinfo") or {})
    if not claims.get("sub"):
        raise NotLetInError("no ID token came", _FAILED.format(provider.name))
    if provider.groups_claim not in claims and client.server_metadata.get("userinfo_endpoint"):
        more = dict(client.userinfo(token=token))
        if more.get("sub") != claims["sub"]:
            raise NotLetInError("the user information is somebody else's", _FAILED.format(provider.name))
        claims = more | claims
    return claims


def _person(provider: Provider, claims: Mapping[str, Any], home: Path) -> Person:
    """The account of whom the provider means, with role and teams as they are now."""
    subject, kept = str(claims["sub"]), people().vouched_for(provider.issuer, str(claims["sub"]))
    if kept and kept.is_disabled:
        raise NotLetInError("disabled", _NOT_MEANT.format(provider.name))
    if kept and kept.is_pinned:
        return kept
    said = claims.get(provider.groups_claim)
    named = {said} if isinstance(said, str) else {str(one) for one in said} if isinstance(said, list) else set[str]()
    try:
        name = kept.reader.name if kept else _free_name(claims, subject)
        reader = reader_by_groups(name, claims, named, read_groups(home))
    except (GroupsError, AccountError) as trouble:
        raise NotLetInError(str(trouble), _FAILED.format(provider.name)) from trouble
    if reader is None:
        if kept:
            # What the person still had open was given for groups that are gone.
            people().end_sessions(name, _note("user_change", name, change="no group with a role any more"))
        raise NotLetInError("no group with a role", _NOT_MEANT.format(provider.name))
    after = role_facts(reader)
    if kept is None:
        note = _note("user_change", name, change="added", **after)
        email = str(claims.get("email") or "")[:200]
        people().add_vouched_for(reader, provider.issuer, subject, email, note, is_pinned=False)
    else:
        people().set_role(reader, _note("role_change", name, before=role_facts(kept.reader), after=after))
    found = people().vouched_for(provider.issuer, subject)
    assert found is not None
    return found


def _note(action: str, name: str, **facts: Any) -> Note:
    return partial(audit().write, "identity provider", action, "ok", subject=name, **facts)


def _free_name(claims: Mapping[str, Any], subject: str) -> str:
    """A name that no account has: equal names and mail addresses make nobody somebody else."""
    called = next((str(claims[key]) for key in ("preferred_username", "email", "name") if claims.get(key)), subject)
    for name in (called[:80].strip(), f"{called[:40].strip()} {subject[:36]}"):
        try:
            check_name(name)
        except AccountError:
            continue
        if people().named(name) is None:
            return name
    raise AccountError(f"no name is left for {called[:80]!r}")


def _refused(provider: Provider, subject: str, reason: str, words: str, status: int) -> Any:
    address = entrance().address_of(request)
    # Anybody can come back from nowhere as often as they like, which must not fill the disk with lines.
    people().file.make()
    if Throttle(people().file, entrance().key_for("wrong tries")).admit(provider.issuer, address, None).is_news:
        actor = subject[:80] or "unknown"
        audit().write(actor, "sign_in", "refused", way=provider.issuer, reason=reason[:500], ip=address)
    return sign_in_answer(words, status)
