import base64
import subprocess

import pytest

from evenhand.addresses import read_mail_address, read_web_address, shown
from evenhand.errors import WrongUsageError
from evenhand.mail import MailError, MailServer, mail_server, new_message
from evenhand.settings import Settings, read_settings
from tests.evenhand.smtp_server import mail_server_for_tests


def server_at(port, **other):
    facts = {"host": "127.0.0.1", "port": port, "security": "none", "user": "", "password_file": None}
    return MailServer(**facts | {"sender": "reports@example.org"} | other)


def test_a_mail_arrives_with_its_words_and_headers():
    with mail_server_for_tests() as local:
        server_at(local.port).send(
            new_message("Overview: ± 0.4\r\nBcc: spy@example.org", "n = 12\n"), "lead@example.org"
        )
    (message,) = local.taken
    assert message["To"] == "lead@example.org"
    assert message["Subject"] == "Overview: ± 0.4 Bcc: spy@example.org"
    assert message["Bcc"] is None
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().splitlines() == ["n = 12"]
    assert local.recipients == ["TO:<lead@example.org>"]


def test_a_refusal_is_told_in_the_words_of_the_server():
    with (
        mail_server_for_tests(refused=("gone@",)) as local,
        pytest.raises(MailError, match=r"refuses gone@example.org: 550 no such mailbox"),
    ):
        server_at(local.port).send(new_message("a", "b"), "gone@example.org")


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(MailError, match=r"port 1: .*refused"):
        server_at(1).send(new_message("a", "b"), "lead@example.org")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    words = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-nodes"]
    files = ["-keyout", folder / "key", "-out", folder / "certificate"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", *words, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "key").read_text() + (folder / "certificate").read_text())
    return both


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate):
    with mail_server_for_tests(certificate=certificate) as local:
        with pytest.raises(MailError, match="certificate verify failed"):
            server_at(local.port, security="starttls").send(new_message("a", "b"), "lead@example.org")
        assert local.taken == []


def test_a_password_goes_out_only_where_the_certificate_is_trusted(certificate, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secret = tmp_path / "password"
    secret.write_text("hunter2\n")
    secret.chmod(0o600)
    with mail_server_for_tests(certificate=certificate) as local:
        server = server_at(local.port, security="starttls", user="reports", password_file=secret)
        server.send(new_message("a", "b"), "lead@example.org")
    assert base64.b64decode(local.signed_in[0].removeprefix("PLAIN ")) == b"\0reports\0hunter2"
    assert len(local.taken) == 1


def test_a_password_file_that_everybody_can_read_is_refused(tmp_path):
    secret = tmp_path / "password"
    secret.write_text("hunter2")
    secret.chmod(0o644)
    with pytest.raises(MailError, match="Everybody on this machine can read"):
        server_at(25, user="reports", password_file=secret).send(new_message("a", "b"), "lead@example.org")


def test_a_password_does_not_leave_the_machine_unencrypted(tmp_path):
    server = server_at(25, host="mail.example.org", user="reports", password_file=tmp_path / "password")
    with pytest.raises(MailError, match="unencrypted"):
        server.send(new_message("a", "b"), "lead@example.org")


@pytest.mark.parametrize(
    "text",
    ["", "lead", "lead@", "@example.org", "a@b\r\nBcc: c@d", "a b@example.org", "a@b,c@d", "Lead <a@b.org>", "ä@b.org"],
)
def test_what_is_no_mail_address_is_refused(text):
    with pytest.raises(ValueError, match="is no mail address"):
        read_mail_address(text)


def test_a_mail_address_may_come_as_a_link():
    assert read_mail_address("mailto:o'hara+cs@mail.example.org") == "o'hara+cs@mail.example.org"


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org/hook",
        "ftp://example.org",
        "https://",
        "https://u:p@example.org/",
        "https://a b/",
        "file:///x",
    ],
)
def test_a_webhook_goes_encrypted_or_stays_on_the_machine(text):
    with pytest.raises(ValueError, match=r"refused|no web address|password"):
        read_web_address(text)


def test_of_a_web_address_only_the_host_is_shown():
    assert read_web_address("http://127.0.0.1:8080/hook").port == 8080
    assert shown("https://hooks.example.org/services/T0/SECRET") == "webhook at hooks.example.org"


def test_without_a_server_the_missing_setting_is_named():
    with pytest.raises(MailError, match="EVENHAND_SMTP_HOST is not set"):
        mail_server(Settings())
    with pytest.raises(MailError, match="EVENHAND_SMTP_SENDER is not set"):
        mail_server(Settings(smtp_host="mail.example.org"))
    assert mail_server(Settings(smtp_host="m", smtp_sender="a@b.org", smtp_security="tls")).port == 465


def test_wrong_mail_settings_are_told(monkeypatch):
    monkeypatch.setenv("EVENHAND_SMTP_SENDER", "nobody")
    monkeypatch.setenv("EVENHAND_SMTP_SECURITY", "ssl")
    with pytest.raises(WrongUsageError) as raised:
        read_settings()
    assert "EVENHAND_SMTP_SENDER=nobody" in raised.value.what
    assert "EVENHAND_SMTP_SECURITY=ssl" in raised.value.what
