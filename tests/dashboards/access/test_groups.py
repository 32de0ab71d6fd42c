import pytest

from dashboards.access.groups import GroupsError, read_groups, reader_by_groups
from dashboards.access.reader import Reader, Role

TOML = """
[[group]]
name = "leads-billing"
role = "supervisor"
teams = ["Billing"]
[[group]]
name = "leads-orders"
role = "supervisor"
teams = ["Orders", "Billing"]
[[group]]
name = "board"
role = "executive"
[[group]]
name = "reps"
role = "rep"
agent_claim = "employee"
"""


@pytest.fixture
def groups(tmp_path):
    (tmp_path / "access.toml").write_text(TOML)
    return read_groups(tmp_path)


def test_without_a_file_or_a_group_nobody_is_anything(tmp_path, groups):
    assert read_groups(tmp_path / "nowhere") == []
    assert reader_by_groups("a", {}, {"board"}, []) is None
    assert reader_by_groups("a", {}, set(), groups) is None
    assert reader_by_groups("a", {}, {"Board", "leads", "*"}, groups) is None


def test_the_first_entry_gives_the_role_and_others_of_it_add_teams(groups):
    named = {"board", "leads-orders", "leads-billing"}
    assert reader_by_groups("a", {}, named, groups) == Reader("a", Role.SUPERVISOR, ("Billing", "Orders"))
    assert reader_by_groups("a", {}, {"board", "reps"}, groups) == Reader("a", Role.EXECUTIVE)


@pytest.mark.parametrize("claims", [{}, {"employee": ""}, {"employee": ["kim"]}, {"employee": None}])
def test_a_rep_without_an_agents_name_is_nobody(groups, claims):
    assert reader_by_groups("a", claims, {"reps"}, groups) is None
    assert reader_by_groups("a", {"employee": "kim"}, {"reps"}, groups) == Reader("a", Role.REP, (), "kim")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[group]\n", "cannot be read"),
        ('[groups]\nname = "x"', "one \\[\\[group\\]\\]"),
        ('[[group]]\nname = "x"\nrole = "owner"', "group 1: role is one of"),
        ('[[group]]\nrole = "admin"', "what the provider calls"),
        ('[[group]]\nname = "x"\nrole = "supervisor"', "a supervisor has teams"),
        ('[[group]]\nname = "x"\nrole = "analyst"\nteams = "Billing"', "teams is a list"),
        ('[[group]]\nname = "x"\nrole = "rep"', "agent_claim"),
        ('[[group]]\nname = "x"\nrole = "analyst"\nteam = ["Billing"]', "the keys are"),
    ],
)
def test_a_file_that_says_it_wrongly_is_refused_as_a_whole(tmp_path, text, words):
    (tmp_path / "access.toml").write_text(text)
    with pytest.raises(GroupsError, match=words):
        read_groups(tmp_path)
