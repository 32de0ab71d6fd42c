"""The sign-in page and what it sends: a form that needs no script."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, make_response, redirect, render_template_string, request
from markupsafe import Markup

from dashboards.access.audit_log import AuditLog
from dashboards.access.configured import entrance, is_without_users, people, sessions
from dashboards.access.passwords import MOST_LETTERS, is_password
from dashboards.access.people import Person
from dashboards.access.people_file import PeopleError
from dashboards.access.places import checked_next
from dashboards.access.sessions import SECONDS
from dashboards.access.throttle import Throttle, Try
from dashboards.theme import THEME_SCRIPT

WRONG = "Name or password is wrong."
_FORM_SECONDS = 60 * 60
_MOST_NAME_LETTERS = 200
_STYLES = Path(__file__).with_name("sign_in.css")
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – Evenhand</title>
<script>{{ theme }}</script>
<link rel="stylesheet" href="/assets/evenhand.css">
<link rel="stylesheet" href="/sign-in.css">
<link rel="icon" href="data:,">
</head>
<body class="sign-in">
<main>
<p class="sign-in-brand"><svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
<path d="M12 4v16M7 20h10M5 8h14M5 8l-2.500 6h5zM19 8l-2.500 6h5z"/></svg>Evenhand</p>
<div class="card">
<h1>Sign in</h1>
{% if has_ended %}<p class="sign-in-ended" role="status">
You are no longer signed in. Sign in to go on where you were.</p>{% endif %}
{% if trouble %}<p id="trouble" class="sign-in-trouble" role="alert">{{ trouble }}</p>{% endif %}
{% if provider %}<a class="sign-in-provider" href="/sign-in/provider?next={{ next|urlencode }}">
Sign in with {{ provider }}</a>
{% if has_form %}<p class="sign-in-or">or with a password</p>{% endif %}{% endif %}
{% if has_form %}<form method="post" action="/sign-in">
<input type="hidden" name="form" value="{{ form }}">
<input type="hidden" name="next" value="{{ next }}">
<label for="name">Name</label>
<input id="name" name="name" value="{{ name }}" autocomplete="username" autocapitalize="none" spellcheck="false"
 maxlength="200" required{% if not name %} autofocus{% endif %}{{ described }}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="256"
 required{% if name %} autofocus{% endif %}{{ described }}>
<button type="submit">Sign in</button>
</form>{% endif %}
</div>
<p class="sign-in-note">{{ note }}</p>
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Refusal:
    """Why somebody was not let in: for the person, and for the log, which may say more."""

    words: str
    reason: str
    actor: str
    """The account that was tried. What no account is called is written nowhere: it may be a password."""
    made: Try


def serve_sign_in(server: Flask) -> None:
    """The routes that anybody may ask for; a GET among them changes nothing."""

    @server.get("/sign-in")
    def sign_in_page() -> Any:
        if is_without_users() or signed_in() is not None:
            return redirect(checked_next(request.args.get("next", "/")))
        if "ended" in request.args and way_in_is_elsewhere():
            # Most often the provider knows the person still, and the page comes back with what it now says of them.
            return redirect(f"/sign-in/provider?next={quote(checked_next(request.args.get('next', '/')))}")
        return sign_in_answer()

    @server.post("/sign-in")
    def sign_in() -> Any:
        name, password = request.form.get("name", "").strip(), request.form.get("password", "")
        if not _is_own_form() or len(name) > _MOST_NAME_LETTERS or len(password) > MOST_LETTERS:
            return sign_in_answer("This form has aged. Try again.", 400, name[:_MOST_NAME_LETTERS])
        found = _tried(name, password)
        if isinstance(found, Refusal):
            if found.made.is_news:
                audit().write(found.actor, "sign_in", "refused", reason=found.reason, ip=entrance().address_of(request))
            return sign_in_answer(found.words, 429 if found.made.wait else 401, name, found.made.wait)
        return welcome(found, "password", request.form.get("next", "/"))

    @server.post("/sign-out")
    def sign_out() -> Any:
        person = signed_in()
        if person:
            is_everywhere = "everywhere" in request.form
            name, address = person.reader.name, entrance().address_of(request)
            note = partial(audit().write, name, "sign_out", "ok", everywhere=is_everywhere, ip=address)
            people().end_sessions(name, note) if is_everywhere else sessions().end(_token(), note)
        way_in = entrance()
        is_elsewhere = person is not None and way_in.provider and person.issuer == way_in.provider.issuer
        answer = make_response(redirect("/sign-in/provider/out" if is_elsewhere else "/sign-in", 303))
        way_in.set_cookie(answer, way_in.session_cookie, "", 0)
        return answer

    @server.get("/sign-in.css")
    def sign_in_styles() -> Response:
        return Response(_STYLES.read_text(encoding="utf-8"), mimetype="text/css")

    @server.errorhandler(PeopleError)
    def unusable(trouble: PeopleError) -> Any:
        # Who cannot be known is not answered.
        return Response(f"{trouble}\n", 503, mimetype="text/plain")


def way_in_is_elsewhere() -> bool:
    """Whether the identity provider is the only way in, because nobody has a password here."""
    return entrance().provider is not None and not any(person.password_hash for person in people().all())


def signed_in() -> Person | None:
    """Who the request's session belongs to."""
    return sessions().person(_token())


def audit() -> AuditLog:
    """Where sign-ins are written down."""
    found = current_app.config["EVENHAND_AUDIT"]
    assert isinstance(found, AuditLog)
    return found


def sign_in_answer(trouble: str = "", status: int = 200, name: str = "", wait: float = 0.0) -> Response:
    """The page, with what went wrong; a form of it can be sent by the browser that got it alone."""
    way_in = entrance()
    browser = request.cookies.get(way_in.form_cookie) or secrets.token_urlsafe(32)
    page = render_template_string(
        _PAGE,
        theme=Markup(THEME_SCRIPT),  # noqa: S704  (a constant of ours)
        trouble=trouble,
        name=name,
        next=checked_next(request.values.get("next", "/")),
        form=way_in.form_mark(browser),
        has_ended=status == 200 and "ended" in request.args,
        provider=way_in.provider.name if way_in.provider else "",
        has_form=not way_in_is_elsewhere(),
        described=Markup(' aria-describedby="trouble" aria-invalid="true"') if trouble else "",
        note="Forgotten your password? Whoever runs Evenhand here sets a new one.",
    )
    answer = make_response(page, status)
    way_in.set_cookie(answer, way_in.form_cookie, browser, _FORM_SECONDS, "Strict")
    if wait:
        answer.headers["Retry-After"] = str(int(wait) + 1)
    return answer


def welcome(person: Person, way: str, wish: str) -> Response:
    """A new session in the place of the one that the browser had, and the way to where it was going."""
    way_in = entrance()
    audit().write(
        person.reader.name, "sign_in", "ok", way=way, role=person.reader.role.value, ip=way_in.address_of(request)
    )
    if old := _token():
        sessions().end(old, lambda: None)
    answer = make_response(redirect(checked_next(wish), 303))
    way_in.set_cookie(answer, way_in.session_cookie, sessions().open(person), SECONDS)
    return answer


def _tried(name: str, password: str) -> Person | Refusal:
    """Who it is, or why not; names that nobody has take as long, and are told in the same words."""
    if not people().anybody():
        abort(404)
    person, address = people().named(name), entrance().address_of(request)
    throttle = Throttle(people().file, entrance().key_for("wrong tries"))
    actor = person.reader.name if person else "unknown"
    made = throttle.admit(name, address, person)
    if made.wait:
        words = f"Too many wrong tries. Wait {_in_words(made.wait)}, then try again."
        return Refusal(words, "too many tries", actor, made)
    if not is_password(person.password_hash if person else None, password) or person is None:
        return Refusal(WRONG, "wrong password" if person else "unknown name", actor, made)
    if person.is_disabled:
        return Refusal(WRONG, "disabled", actor, made)
    throttle.forgive(made, person, address)
    return person


def _is_own_form() -> bool:
    browser = request.cookies.get(entrance().form_cookie, "")
    sent = request.form.get("form", "")
    return bool(browser) and hmac.compare_digest(entrance().form_mark(browser).encode(), sent.encode(errors="replace"))


def _token() -> str:
    return request.cookies.get(entrance().session_cookie, "")


def _in_words(seconds: float) -> str:
    whole = int(seconds) + 1
    return f"{whole} seconds" if whole < 100 else f"{whole // 60 + 1} minutes"
