import json

import duckdb
import pytest

from transforms.metrics import MetricStore


@pytest.fixture(scope="session")
def manifest(parsed_project):
    return json.loads((parsed_project / "manifest.json").read_text())


@pytest.fixture(scope="session")
def models(manifest):
    return {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] == "model"}


@pytest.fixture(scope="session")
def metrics(manifest):
    return {metric["name"]: metric for metric in manifest["metrics"].values()}


@pytest.fixture(scope="session")
def store_of(parsed_project, models, tmp_path_factory):
    def opened(rows_of_marts):
        folder = tmp_path_factory.mktemp("generation")
        with duckdb.connect(str(folder / "evenhand.duckdb")) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for name, model in models.items():
                if "marts" in model["fqn"]:
                    columns = ", ".join(
                        f"{column['name']} {column['data_type']}" for column in model["columns"].values()
                    )
                    connection.execute(f"create table {name} ({columns})")
            for name, rows in rows_of_marts.items():
                _insert(connection, name, rows)
        (folder / "semantic_manifest.json").write_text((parsed_project / "semantic_manifest.json").read_text())
        (folder / "generation.json").write_text(json.dumps({"generation": "000001"}))
        return MetricStore.open(folder)

    return opened


def _insert(connection, mart, rows):
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {mart} ({', '.join(row)}) values ({marks})", list(row.values()))
