import shutil

import pytest

from dashboards.access.people import People
from dashboards.access.people_file import FILE
from dashboards.access.reader import Reader, Role


@pytest.fixture(autouse=True)
def the_reader():
    """Nobody: these tests say themselves who reads."""


@pytest.fixture(scope="session")
def file_of_people(tmp_path_factory):
    """Made once, because hashing a password is slow on purpose."""
    home = tmp_path_factory.mktemp("people")
    people = People(home)
    people.add(Reader("Anna", Role.ANALYST), "a long walk home", "", lambda: None)
    people.add(Reader("Sue", Role.SUPERVISOR, ("Billing",)), "two red bicycles", "", lambda: None)
    return home / FILE


@pytest.fixture
def people(file_of_people, tmp_path):
    """Anna, an analyst, and Sue, who leads Billing, in a home of their own: `tmp_path`."""
    shutil.copy2(file_of_people, tmp_path)
    return People(tmp_path)
