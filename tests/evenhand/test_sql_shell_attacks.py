"""A statement that was pasted into the shell: every attack of the SQL page, asked in the session of `evenhand sql`.

Nothing but DuckDB's own settings stands in the way there, so nothing but them can stop it.
"""

from contextlib import closing
from pathlib import Path

import pytest

from dashboards.access.audit_check import entries, verify
from dashboards.access.audit_log import AuditLog
from evenhand.errors import EvenhandError
from evenhand.generations import READER_LOCK_FILE, current_generation
from evenhand.home import Home
from evenhand.sql_query import SqlSession
from tests.dashboards.sql.attacks import ATTACKS, filled
from tests.dashboards.sql.published import SECRET, WORDS_OF_ENVIRONMENT, Listener, open_folder, picture, publish
from transforms.generations import SEMANTIC_MANIFEST_FILE


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    home = Home.at(tmp_path_factory.mktemp("attacked") / "home")
    home.prepare()
    folder = publish(home.folder).parent
    # The lock is the readers' own, and there from the first of them on.
    for name, content in ((SEMANTIC_MANIFEST_FILE, "{}"), (READER_LOCK_FILE, "")):
        (folder / name).write_text(content)
    home.current.write_text("000001\n")
    return home


@pytest.fixture(scope="module")
def folder():
    with open_folder() as opened:
        yield opened


@pytest.fixture(scope="module")
def listener():
    with closing(Listener()) as opened:
        yield opened


def asked(session, text):
    """What the shell prints for a pasted text, and the statements of it that were asked."""
    got, tried = [], [text]
    try:
        tried = session.statements(text)
        for statement in tried:
            got.append(str(session.ask(statement, 100).rows.to_dicts()))
    except EvenhandError as trouble:
        got.append(str(trouble))
    return "\n".join(got), tried[: len(got)]


def written_down(home):
    log = AuditLog(home.folder)
    if not log.folder.exists():
        return []
    assert verify(log).findings == []
    return [entry["statement"] for *_, entry in entries(log)]


# The SQL page is asked each of them in every run; the shell every third, which finds a setting that is gone.
@pytest.mark.parametrize(
    "attack", [*ATTACKS[::3], *(pytest.param(a, marks=pytest.mark.slow) for a in ATTACKS if a not in ATTACKS[::3])]
)
def test_it_reads_and_changes_nothing(attack, published, folder, listener, monkeypatch):
    monkeypatch.setenv("EVENHAND_CANARY", WORDS_OF_ENVIRONMENT)
    monkeypatch.chdir(folder)
    generation = current_generation(published)
    before, lines = picture(published.generations, folder), written_down(published)
    with SqlSession(published, generation) as session:
        got, tried = asked(session, filled(attack, folder, generation.database, listener))
    assert written_down(published) == [*lines, *tried]
    assert SECRET not in got
    assert WORDS_OF_ENVIRONMENT not in got
    assert "root:x:0" not in got
    assert picture(published.generations, folder) == before
    assert not Path("/tmp/evenhand-attack.csv").exists()
    assert listener.came == 0
