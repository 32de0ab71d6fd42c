import json
import os
import re
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboards.access.people import People
from dashboards.access.reader import LOCAL, Reader, Role, acting_as
from evenhand.errors import WrongUsageError
from evenhand.home import Home
from evenhand.reports.drawing import Drawing, Picture, browser_process, find_browser
from evenhand.reports.letter import as_html_file, as_mail, as_text, file_stem
from evenhand.reports.log import last_runs, write_run
from evenhand.reports.page import KeyFigure, ReportPage, read_page
from evenhand.reports.request import Destination, ReportError, ReportRequest, read_destination
from evenhand.reports.rights import Part, parts_by_rights
from evenhand.reports.run import ReportRun
from evenhand.settings import Settings
from evenhand.status import read_status
from tests.evenhand.smtp_server import mail_server_for_tests

CHROMIUM = Path("/usr/bin/chromium")
BILLING = ReportRequest("overview", teams=("Billing",))
PAGE = ReportPage(
    path="/?team=%3Cb%3E",
    heading="Service overview",
    scope="3 Jun – 30 Jun 2026 · <b> · all channels · 12 cases",
    as_of="Data to 30 Jun 2026, 21:49",
    generation="000002",
    data_as_of=datetime(2026, 6, 30, tzinfo=UTC),
    figures=(KeyFigure("Reopen rate", "5.0 %", "−0.5 pts", "as usual", "± 3.1 pts · n 200"),),
    is_empty=False,
)
DRAWING = Drawing(b"%PDF-1.7", (Picture("Reopen <rate>", b"\x89PNG", 600),))


@pytest.fixture
def home_to_read(warehouse_home, tmp_path):
    """The shared home with a log of its own."""
    home = Home.at(tmp_path / "home")
    home.folder.mkdir()
    for name in ("CURRENT", "generations"):
        (home.folder / name).symlink_to(warehouse_home / name)
    return home


@pytest.fixture(scope="module")
def app(warehouse_home):
    from dashboards.app import create_app

    app = create_app(warehouse_home)
    yield app
    app.server.config["EVENHAND_ANSWERS"].close()


def settings(server, **other):
    facts = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
    return Settings(**facts | {"smtp_sender": "reports@example.org", "report_admin": "admin@example.org"} | other)


def test_files_and_addresses_are_told_apart():
    told = read_destination(["out.PDF", "a@b.org, c@d.org", "mailto:a@b.org", "/tmp/x.html"])
    assert told.addresses == ("a@b.org", "c@d.org")
    assert [file.name for file in told.files] == ["out.PDF", "x.html"]
    assert all(file.is_absolute() for file in told.files)
    with pytest.raises(WrongUsageError, match=r"is no mail address.*or a file that ends in"):
        read_destination(["report.docx"])


def test_a_request_is_written_as_the_page_writes_it():
    days = {"start": date(2026, 6, 1), "end": date(2026, 6, 30)}
    request = ReportRequest("teams", teams=("A & B", "C"), compare="year", **days)
    assert request.address == {"from": "2026-06-01", "to": "2026-06-30", "cmp": "year", "team": "A & B|C"}
    assert file_stem(request) == "evenhand-teams-a-b-c-2026-06-01-to-2026-06-30"


def test_a_mail_holds_words_pictures_and_pdf():
    mail = as_mail(PAGE, BILLING, DRAWING, "data are 12 days old")
    assert mail["Subject"] == "Data are 12 days old · Service overview: overview, Billing"
    text = mail.get_body(("plain",)).get_content()
    assert text.splitlines()[:2] == ["Mind: data are 12 days old.", "Service overview"]
    assert "Reopen rate: 5.0 %; −0.5 pts; as usual; ± 3.1 pts · n 200" in text
    html = mail.get_body(("html",)).get_content()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    (cid,) = re.findall(r'src="cid:([^"]+)"', html)
    (picture,) = [part for part in mail.walk() if part["Content-ID"] == f"<{cid}>"]
    assert picture.get_content() == b"\x89PNG"
    (pdf,) = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("evenhand-overview-billing.pdf", b"%PDF-1.7")


def test_a_file_fetches_nothing():
    html = as_html_file(PAGE, DRAWING, "").decode()
    assert "Mind:" not in html
    assert re.findall(r'(?:src|href)="([^"]{5})', html) == ["data:"]
    assert as_text(PAGE, "").startswith("Service overview\n3 Jun – 30 Jun 2026")


def test_the_log_tells_the_last_run_of_each_report_and_what_it_cannot_read(home):
    here = Destination((Path("/x.pdf"),), ())
    write_run(home, BILLING, here, {"when": "1", "result": "failed", "problems": ["a"]})
    write_run(home, ReportRequest("teams"), here, {"when": "2", "result": "delivered", "problems": []})
    write_run(home, BILLING, here, {"when": "3", "result": "empty", "problems": ["b"]})
    with home.reports.open("a") as file:
        file.write('{"page": "ov')
    runs, torn = last_runs(home)
    assert [(run["when"], run["result"]) for run in runs] == [("2", "delivered"), ("3", "empty")]
    assert torn == 1
    assert home.reports.stat().st_mode & 0o777 == 0o600
    assert any("cannot be read" in problem for problem in read_status(home)["problems"])


def test_without_a_browser_the_remedy_is_told(tmp_path):
    with pytest.raises(ReportError, match="EVENHAND_CHROMIUM"):
        find_browser(tmp_path / "chromium")


def test_a_page_is_found_by_name_and_read_in_the_words_of_the_screen(app):
    from dashboards.views.overview import overview

    page = read_page(app, BILLING, LOCAL)
    with acting_as(LOCAL):
        _, _, shown = app.server.config["EVENHAND_ANSWERS"].view("overview", {"team": "Billing"}, overview)
    assert page.path == "/?team=Billing"
    assert [figure.label for figure in page.figures] == [tile["label"] for tile in shown["tiles"]]
    assert page.figures[3].value == f"{shown['tiles'][3]['number']} {shown['tiles'][3]['unit']}"
    assert " · Billing · all channels · " in page.scope
    assert not page.is_empty
    assert read_page(app, ReportRequest("trends"), LOCAL).figures[0].label == "Cases opened"
    assert read_page(app, ReportRequest("reps/emil.martin"), LOCAL).path == "/reps/emil.martin"
    assert read_page(app, ReportRequest("data quality"), LOCAL).scope == ""
    assert read_page(app, replace(BILLING, grain="month"), LOCAL).path == "/?team=Billing&grain=month"


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (ReportRequest("overveiw"), r"no page 'overveiw'. These are: .*overview"),
        (ReportRequest("overview", teams=("Biling",)), "knows no team Biling. There are: Accounts, Billing, "),
        (ReportRequest("overview", channels=("Phone", "fax")), "knows no channel Phone. There are: chat, email, "),
        (ReportRequest("overview", period="9d"), "knows no period 9d"),
        (ReportRequest("overview", metric="happiness"), "knows no metric happiness"),
        (ReportRequest("overview", grain="quarter"), "knows no grain quarter"),
        (ReportRequest("teams", grain="month"), "knows no grain month"),
        (ReportRequest("quality", teams=("Billing",)), "knows no team Billing"),
        (ReportRequest("reps/nobody"), "cannot be drawn: Nobody of this name"),
    ],
)
def test_a_report_is_never_quietly_of_something_else(app, request_, words):
    with pytest.raises(ReportError, match=words):
        read_page(app, request_, LOCAL)


def test_a_selection_without_records_is_known_as_empty(app):
    assert read_page(app, ReportRequest("overview", start=date(2019, 1, 7), end=date(2019, 1, 13)), LOCAL).is_empty


BOSS = Reader("boss", Role.SUPERVISOR, teams=("Billing",))
CHIEF = Reader("chief", Role.EXECUTIVE)


@pytest.fixture
def peopled(tmp_path):
    home = Home.at(tmp_path)
    people = People(tmp_path)
    for reader, email in (
        (BOSS, "boss@example.org"),
        (CHIEF, "chief@example.org"),
        (replace(CHIEF, name="gone"), "gone@example.org"),
    ):
        people.add(reader, "a long enough secret", email, lambda: None)
    people.set_disabled("gone", True, lambda: None)
    return home


def test_without_accounts_a_report_is_the_operator_s(tmp_path):
    here = Destination((), ("anybody@example.org",))
    assert parts_by_rights(Home.at(tmp_path), here, "") == [Part(LOCAL, here)]


def test_each_address_gets_what_its_account_may_see(peopled):
    file = Path("/somewhere/o.pdf")
    asked = Destination((file,), ("BOSS@example.org", "chief@example.org"))
    files, boss, chief = parts_by_rights(peopled, asked, "")
    assert (files.reader.role, files.destination) == (Role.ADMIN, Destination((file,), ()))
    assert boss == Part(BOSS, Destination((), ("BOSS@example.org",)))
    assert chief == Part(CHIEF, Destination((), ("chief@example.org",)))
    assert parts_by_rights(peopled, asked, "boss") == [Part(BOSS, asked)]


@pytest.mark.parametrize(
    ("address", "named", "words"),
    [
        ("stranger@example.org", "", "is missing"),
        ("gone@example.org", "", "is disabled"),
        ("boss@example.org", "gone", "is disabled"),
    ],
)
def test_an_address_that_is_nobody_s_gets_no_report(peopled, address, named, words):
    with pytest.raises(WrongUsageError, match=words):
        parts_by_rights(peopled, Destination((), (address,)), named)


def test_a_report_shows_what_its_reader_may_see_and_nothing_more(app):
    whole, own = (read_page(app, ReportRequest("overview"), reader) for reader in (LOCAL, BOSS))
    billing = read_page(app, ReportRequest("overview", teams=("Billing",)), LOCAL)
    assert [figure.value for figure in own.figures] == [figure.value for figure in billing.figures]
    assert own.figures != whole.figures
    assert "your teams" in own.scope
    with pytest.raises(ReportError, match="knows no team Technical"):
        read_page(app, ReportRequest("overview", teams=("Technical",)), BOSS)
    with pytest.raises(ReportError, match="Not for your role"):
        read_page(app, ReportRequest("reps"), CHIEF)


def test_a_browser_that_does_not_start_is_told():
    with (
        browser_process("/bin/false", 20) as browser,
        pytest.raises(ReportError, match="The browser /bin/false failed"),
    ):
        browser.draw("http://127.0.0.1:1", PAGE, is_pictured=False, seconds=20)


def test_without_a_generation_the_reader_is_told_what_to_do(home):
    with mail_server_for_tests(refused=("gone@",)) as server:
        here = Destination((), ("gone@example.org",))
        made = ReportRun(home, settings(server, chromium=Path("/bin/false")), BILLING, here, LOCAL)
        made.run()
    assert "nothing is published" in made.problems[0]
    assert server.taken[0]["Subject"] == "Report failed: overview, Billing"
    assert "nothing is published" in server.taken[0].get_content()
    assert "refuses gone@example.org" in made.problems[1]
    assert [message["To"] for message in server.taken] == ["admin@example.org"]
    assert last_runs(home)[0][0]["problems"] == made.problems


@pytest.mark.browser
@pytest.mark.pages
def test_a_report_reaches_file_and_reader_and_leaves_no_browser_behind(evenhand, home_to_read, tmp_path, monkeypatch):
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), "Chromium is missing; in CI this test may not be skipped"
        pytest.skip("needs Chromium")
    with mail_server_for_tests(refused=("gone@",)) as server:
        sent = {"HOST": "127.0.0.1", "PORT": str(server.port), "SECURITY": "none", "SENDER": "reports@example.org"}
        for name, value in sent.items():
            monkeypatch.setenv(f"EVENHAND_SMTP_{name}", value)
        monkeypatch.setenv("EVENHAND_REPORT_ADMIN", "admin@example.org")
        to = [tmp_path / "o.pdf", tmp_path / "o.html", "lead@example.org,gone@example.org"]
        filters = ["--page", "overview", "--team", "Billing"]
        told = evenhand(home_to_read.folder, "report", *filters, *(f"--to={one}" for one in to), check=False)
    # The simulated data are older than three days, whenever this runs.
    assert told.returncode == 1
    assert "127.0.0.1 refuses gone@example.org: 550 no such mailbox" in told.stderr
    assert re.search(r"The data are \d+ days old", told.stderr)
    mail, notice = server.taken
    assert re.match(r"Data are \d+ days old · Service overview: overview, Billing", mail["Subject"])
    assert notice["To"] == "admin@example.org"
    pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert len(pictures) >= 3
    assert all(len(part.get_content()) > 5_000 for part in pictures)
    pdf = (tmp_path / "o.pdf").read_bytes()
    assert next(mail.iter_attachments()).get_content() == pdf
    assert pdf.startswith(b"%PDF")
    assert (tmp_path / "o.html").read_text().count("data:image/png;base64,") == len(pictures)
    assert json.loads(home_to_read.reports.read_text())["result"] == "failed"
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "evenhand-report-" not in running
