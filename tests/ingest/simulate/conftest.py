import csv
import gzip
import json

import pytest

from ingest.simulate import simulate
from ingest.simulate.ticket_fields import FIELDS

CONTACTS = 3000


@pytest.fixture(scope="session")
def department(tmp_path_factory):
    return simulate(tmp_path_factory.mktemp("simulated") / "demo", contacts=CONTACTS, seed=11)


@pytest.fixture(scope="session")
def busy_department(tmp_path_factory):
    """Large enough for what happens to one case in two hundred."""
    return simulate(tmp_path_factory.mktemp("simulated") / "demo", contacts=20_000, seed=11)


@pytest.fixture(scope="session")
def lines_of():
    """The lines of an export, compressed or not."""

    def read(path):
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return text.decode().splitlines()

    return read


@pytest.fixture(scope="session")
def directory_of():
    """The rows of a directory file."""

    def read(report, name):
        with (report.folder / f"directory/directory_{name}.csv").open() as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def tickets(busy_department, lines_of):
    """The last version of every ticket, with its custom fields by name."""
    names, found = {number: name for name, number in FIELDS.items()}, {}
    for path in sorted((busy_department.folder / "zendesk").glob("tickets-*")):
        for ticket in (ticket for page in lines_of(path) for ticket in json.loads(page)["tickets"]):
            fields = {names[field["id"]]: field["value"] for field in ticket["custom_fields"]}
            found[ticket["id"]] = {**ticket, "fields": fields}
    return found


@pytest.fixture(scope="session")
def audits(busy_department, lines_of):
    files = sorted((busy_department.folder / "zendesk").glob("ticket_audits-*"))
    return [json.loads(line) for path in files for line in lines_of(path)]
