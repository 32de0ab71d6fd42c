"""Sending mail: one message to one person, over a connection whose certificate is checked."""

from __future__ import annotations

import smtplib
import ssl
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as WIRE_FORM
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.addresses import read_mail_address
from evenhand.errors import EvenhandError

if TYPE_CHECKING:
    from evenhand.settings import Settings

_SECONDS_TO_WAIT = 20
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_OWN_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


class MailError(EvenhandError):
    """A mail could not be handed to the mail server."""


@dataclass(frozen=True)
class MailServer:
    """The server that takes our mail."""

    host: str
    port: int
    security: str
    """starttls, tls or none."""
    user: str
    password_file: Path | None
    sender: str

    def send(self, message: EmailMessage, recipient: str) -> None:
        """Hands a message to the server for one recipient; MailError when it does not take it."""
        message["From"], message["To"] = self.sender, read_mail_address(recipient)
        message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid(domain=self._own_domain)
        message["Auto-Submitted"] = "auto-generated"
        with self._told_in_words(recipient), self._connected() as server:
            server.send_message(message)

    @property
    def _own_domain(self) -> str:
        return self.sender.rpartition("@")[2]

    @contextmanager
    def _told_in_words(self, recipient: str) -> Iterator[None]:
        try:
            yield
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()))
            raise MailError(f"{self.host} refuses {recipient}: {_said(code, words)}.") from refused
        except smtplib.SMTPResponseException as refused:
            said = _said(refused.smtp_code, refused.smtp_error)
            raise MailError(f"{self.host} does not take the mail to {recipient}: {said}.") from refused
        except (smtplib.SMTPException, OSError) as failed:
            raise MailError(
                f"The mail to {recipient} could not be handed to {self.host}, port {self.port}: {failed}.",
                "Look at the EVENHAND_SMTP_ settings.",
            ) from failed

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        password = self._password()
        trust = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS_TO_WAIT, context=trust)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_SECONDS_TO_WAIT)
        with server:
            if self.security == "starttls":
                server.starttls(context=trust)
            if self.user:
                server.login(self.user, password)
            yield server

    def _password(self) -> str:
        if not self.user:
            return ""
        if self.security == "none" and self.host not in _OWN_MACHINE:
            raise MailError(
                f"The password of {self.user} is not sent to {self.host} unencrypted.",
                "Set EVENHAND_SMTP_SECURITY to starttls or tls.",
            )
        if self.password_file is None:
            raise MailError("There is a user for the mail server but no password.", "Set EVENHAND_SMTP_PASSWORD_FILE.")
        return _secret(self.password_file)


def mail_server(settings: Settings) -> MailServer:
    """The server that the settings name; MailError when they name none."""
    if not settings.smtp_host or not settings.smtp_sender:
        missing = "EVENHAND_SMTP_SENDER" if settings.smtp_host else "EVENHAND_SMTP_HOST"
        raise MailError(f"Mail cannot be sent: {missing} is not set.", "Set it; docs/reports.md lists what mail needs.")
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port or _PORTS[settings.smtp_security],
        security=settings.smtp_security,
        user=settings.smtp_user,
        password_file=settings.smtp_password_file,
        sender=settings.smtp_sender,
    )


def new_message(subject: str, text: str) -> EmailMessage:
    """A message in plain words; a subject stays one line whatever a team is called."""
    message = EmailMessage(policy=WIRE_FORM)
    message["Subject"] = " ".join(subject.split())
    message.set_content(text)
    return message


def _secret(file: Path) -> str:
    try:
        if stat.S_IMODE(file.stat().st_mode) & stat.S_IROTH:
            raise MailError(f"Everybody on this machine can read {file}.", f"Run `chmod 600 {file}`.")
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as error:
        raise MailError(
            f"The password for the mail server cannot be read from {file}: {error.strerror}.",
            "EVENHAND_SMTP_PASSWORD_FILE names a file that holds nothing else.",
        ) from error


def _said(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}".rstrip(".")
