import csv
import gzip
import json
import pickle

import pytest

from ingest.simulate import simulate
from ingest.simulate.ticket_fields import FIELDS

CONTACTS = 3000


@pytest.fixture(scope="session")
def simulated(made_once):
    """The report of a department of so many contacts, which is simulated once for all processes of a run."""

    def made(contacts):
        def make(folder):
            report = simulate(folder / "demo", contacts=contacts, seed=11)
            (folder / "report.pickle").write_bytes(pickle.dumps(report))

        return pickle.loads((made_once(f"simulated-{contacts}", make) / "report.pickle").read_bytes())

    return made


@pytest.fixture(scope="session")
def department(simulated):
    return simulated(CONTACTS)


@pytest.fixture(scope="session")
def busy_department(simulated):
    """Large enough for what happens to one case in two hundred."""
    return simulated(20_000)


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
