"""Running dbt as a subprocess: it must not keep DuckDB locks in our process, and its events become our progress."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evenhand.errors import BuildError, tells_of_full_disk
from evenhand.fingerprint import dbt_project_folder

Progress = Callable[[int, int, str], None]
"""Called with nodes done, nodes in all, and the name of the node that was just done."""

RESULTS_FILE = "run_results.json"
_FINISHED = {"LogModelResult", "LogTestResult", "LogSeedResult", "LogSnapshotResult", "LogNodeNoOpResult"}
_SECONDS_TO_END = 5
_LONGEST_REASON = 800


@dataclass(frozen=True)
class BuildFiles:
    """The three databases of one build."""

    built: Path
    raw: Path
    work: Path


@dataclass
class DbtOutput:
    """What dbt said on its way."""

    errors: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    """Lines that are no events, such as a traceback."""


def run_dbt(
    files: BuildFiles,
    dbt_folder: Path,
    variables: dict[str, str | int | bool],
    progress: Progress,
    *,
    full_refresh: bool = False,
    held_locks: tuple[int, ...] = (),
) -> tuple[str, ...]:
    """Builds all models and asks for every rule of the data; gives warnings, BuildError names the nodes that failed.

    The locks pass to the child: should we be killed, nobody starts a second build before it has ended too.
    """
    results = dbt_folder / "target" / RESULTS_FILE
    dbt_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    results.unlink(missing_ok=True)
    process = subprocess.Popen(
        _command(dbt_folder, variables, full_refresh),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=files.built.parent,
        env=_environment(files),
        start_new_session=True,
        pass_fds=held_locks,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        assert process.stdout is not None
        output = _follow(process.stdout, progress)
        exit_code = process.wait()
    finally:
        _end(process)
    nodes = _read_results(results)
    if exit_code != 0:
        raise _failure(nodes, output, exit_code, dbt_folder)
    return tuple(f"{_name(node)}: {node['message']}" for node in nodes if node["status"] == "warn")


def _command(dbt_folder: Path, variables: dict[str, str | int | bool], full_refresh: bool) -> list[str]:
    project = str(dbt_project_folder())
    return [
        *(sys.executable, "-m", "evenhand.dbt_process", str(dbt_folder / "target")),
        *("--no-use-colors", "--log-format", "json", "--no-send-anonymous-usage-stats", "--no-version-check"),
        # Every statement in the log as well would take a third of the time; the files under target/run hold them.
        *("--log-format-file", "text", "--log-level-file", "info", "--log-path", str(dbt_folder / "logs")),
        *("build", "--project-dir", project, "--profiles-dir", project),
        # Unit tests state rules of the code, not of the data: they belong to the test suite.
        *("--exclude-resource-type", "unit_test"),
        *("--vars", json.dumps(variables)),
        *(("--full-refresh",) if full_refresh else ()),
    ]


def _environment(files: BuildFiles) -> dict[str, str]:
    """Files by their way from the folder of the build: dbt keeps what it parsed for as long as it is told the same."""
    return {
        **os.environ,
        "EVENHAND_BUILD_FILE": _from_folder(files, files.built),
        "EVENHAND_RAW_FILE": _from_folder(files, files.raw),
        "EVENHAND_WORK_FILE": _from_folder(files, files.work),
        "DO_NOT_TRACK": "1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *_python_path()]),
    }


def _from_folder(files: BuildFiles, file: Path) -> str:
    return os.path.relpath(file, files.built.parent)


def _python_path() -> list[str]:
    inherited = os.environ.get("PYTHONPATH")
    return [inherited] if inherited else []


def _follow(lines: Iterable[str], progress: Progress) -> DbtOutput:
    output = DbtOutput()
    done = 0
    for line in lines:
        try:
            event = json.loads(line)
            name, level, data = event["info"]["name"], event["info"]["level"], event["data"]
        except (ValueError, KeyError, TypeError):
            output.other.append(line.rstrip())
            continue
        if name in _FINISHED:
            # Nodes end in another order than they are numbered in. Tests call the total by another name.
            done += 1
            progress(done, int(data.get("total") or data["num_models"]), str(data["node_info"]["node_name"]))
        elif level == "error":
            output.errors.append(str(event["info"]["msg"]).strip())
    return output


def _end(process: subprocess.Popen[str]) -> None:
    """Ends the whole process group, so that Ctrl-C leaves no dbt behind."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        os.killpg(process.pid, number)
        try:
            process.wait(timeout=_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            continue
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _read_results(file: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(file.read_text(encoding="utf-8"))["results"])
    except (OSError, ValueError, KeyError):
        return []


def _name(node: dict[str, Any]) -> str:
    return str(node["unique_id"]).split(".")[2]


def _failure(nodes: list[dict[str, Any]], output: DbtOutput, exit_code: int, dbt_folder: Path) -> BuildError:
    failed = [node for node in nodes if node["status"] in {"error", "fail", "runtime error"}]
    reasons = [f"  {_name(node)}: {_one_line(node['message'])}" for node in failed]
    if not reasons:
        told = [text for text in output.errors if not text.startswith("Traceback")] or output.other
        reasons = [f"  {_one_line(text)}" for text in told[-5:]]
    what = "\n".join([f"dbt stopped with code {exit_code}; what is published stays as it was.", *reasons])
    if tells_of_full_disk(what):
        return BuildError(what, "Free some disk space, then run `evenhand build` again.")
    return BuildError(what, f"The whole log is {dbt_folder / 'logs' / 'dbt.log'}.")


def _one_line(text: str | None) -> str:
    return " ".join((text or "no message").split())[:_LONGEST_REASON]
