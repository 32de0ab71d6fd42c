import pytest

HEADER = "response_id,sent_at,answered_at,ticket_id,contact_id,agent,team,channel,topic,score,scale_min,scale_max,kind,customer"
SURVEYS = f"""{HEADER}
r1,2026-01-05T10:00:00Z,2026-01-05T11:00:00Z,,,rosa,Billing,email,,5,1,5,csat,c1
r2,2026-01-06T10:00:00Z,,,,rosa,Billing,email,,,1,5,csat,c2
"""


@pytest.fixture
def inbox(home):
    (home.inbox / "survey_responses-2026-01.csv").write_text(SURVEYS)
    return home.inbox


def test_a_load_tells_files_rows_and_rejects(home, inbox, evenhand):
    loaded = evenhand(home.folder, "load", inbox)
    assert "1 file(s) loaded; 2 rows loaded, 0 records set aside." in loaded.stdout
    again = evenhand(home.folder, "load", inbox)
    assert "1 file(s) already loaded; 0 rows loaded" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (("load", "absent.csv"), 1, "absent.csv"),
        (("load", "{strange}"), 1, "strange.txt: no source knows this file"),
        (("load", "--source", "nobody", "{strange}"), 1, "There is no source 'nobody'"),
        (("load", "--config", "absent.toml", "{strange}"), 2, "absent.toml"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named(home, tmp_path, evenhand, arguments, exit_code, words):
    strange = tmp_path / "strange.txt"
    strange.write_text("nothing that any system exports\n")
    finished = evenhand(home.folder, *(part.format(strange=strange) for part in arguments), check=False)
    assert finished.returncode == exit_code
    assert words in " ".join(finished.stderr.replace("│", " ").split())
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SURVEYS + "r3,2026-02-30T10:00:00Z,,,,,,,,,,,,\n", "survey.csv, line 4: sent_at '2026-02-30T10:00:00Z'"),
        (SURVEYS + 'r3,"2026-01-05T10:00:00Z\n', "survey.csv, line 4"),
        (SURVEYS.replace("sent_at", "posted_at"), "survey.csv, line 1: the column 'sent_at' is missing"),
        (SURVEYS.encode("utf-16"), "survey.csv, line 1: it is written in UTF-16"),
        (SURVEYS.replace("Billing", "Büro").encode("latin-1"), "survey.csv, line 2"),
        ("", "survey.csv has no records"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_file_and_line_and_ends_with_1(home, tmp_path, evenhand, content, words):
    file = tmp_path / "survey.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    finished = evenhand(home.folder, "load", "--source", "surveys", file, check=False)
    assert words in " ".join(finished.stderr.split())
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr


def test_sound_neighbours_of_a_malformed_line_are_loaded_and_nothing_is_lost(home, tmp_path, evenhand):
    file = tmp_path / "survey.csv"
    file.write_text(SURVEYS + "r3,2026-02-30T10:00:00Z,,,,,,,,,,,,\n")
    assert "2 rows loaded, 1 records set aside" in evenhand(home.folder, "load", file, check=False).stdout
    assert evenhand(home.folder, "load", file).returncode == 0
