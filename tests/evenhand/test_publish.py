import os
import signal
import stat
import subprocess
import sys

import pytest

from evenhand.errors import GenerationError
from evenhand.generations import current_generation, remove_leftovers, sha256_of

# Kills itself just before the n-th of the calls that change what is on disk; ends with 0 when it has made fewer.
KILLED_PUBLISHER = """
import os, shutil, signal, sys
from pathlib import Path
from evenhand.home import Home
from evenhand.publish import publish

home, left = Home(Path(sys.argv[1])), int(sys.argv[2])

def counted(function):
    def call(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)
    return call

for module, name in ((os, "rename"), (os, "replace"), (os, "fsync"), (os, "chmod"), (shutil, "copyfile"), (shutil, "rmtree")):
    setattr(module, name, counted(getattr(module, name)))
publish(home, home.generations / "000005.building", home.dbt / "target", {"rows": {}})
"""

FULL_DISK_PUBLISHER = """
import resource, signal, sys
from pathlib import Path
from evenhand.build import _disk_full_told
from evenhand.errors import BuildError
from evenhand.home import Home
from evenhand.publish import publish

home = Home(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with _disk_full_told(home):
        publish(home, home.generations / "000002.building", home.dbt / "target", {"rows": {}})
except BuildError as error:
    print(error)
"""


def run_script(script, home, *arguments):
    return subprocess.run(
        [sys.executable, "-c", script, home.folder, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_published_file_is_read_only_and_its_hash_is_known(home, publish_by_hand):
    generation = publish_by_hand(home, "000001")
    assert stat.S_IMODE(generation.database.stat().st_mode) == 0o444
    assert generation.facts["sha256"] == sha256_of(generation.database)
    assert sorted(file.name for file in generation.folder.iterdir()) == [
        "checked.json",
        "evenhand.duckdb",
        "generation.json",
        "manifest.json",
        "reader.lock",
        "semantic_manifest.json",
    ]


def test_a_publisher_killed_at_any_step_leaves_the_old_or_the_new_generation(
    home, publish_by_hand, build_by_hand, count_cases
):
    for number in range(1, 5):
        publish_by_hand(home, f"{number:06d}", cases=number)
    seen = set()
    for step in range(1, 40):
        build_by_hand(home, "000005", cases=5)
        finished = run_script(KILLED_PUBLISHER, home, step)
        if finished.returncode == 0:
            break
        assert finished.returncode == -signal.SIGKILL, finished.stderr
        cases = count_cases(home)
        assert current_generation(home).number == f"{cases:06d}"
        seen.add(cases)
        # The next run heals: nothing but whole generations is left, and the same step can be taken again.
        remove_leftovers(home)
        assert all(folder.name.isdigit() for folder in home.generations.iterdir())
        if cases == 5:
            home.current.write_text("000004\n")
        if (home.generations / "000005").exists():
            (home.generations / "000005").rename(home.folder / f"set aside {step}")
        if not (home.generations / "000002").exists():
            publish_by_hand(home, "000002", cases=2)
            home.current.write_text("000004\n")
    else:
        pytest.fail("the publisher never came to its end")
    assert step > 10
    assert seen == {4, 5}
    assert count_cases(home) == 5


def test_a_full_disk_is_told_and_changes_nothing(home, publish_by_hand, build_by_hand, count_cases):
    publish_by_hand(home, "000001")
    _, target = build_by_hand(home, "000002", cases=2)
    (target / "manifest.json").write_text("x" * 5000)
    finished = run_script(FULL_DISK_PUBLISHER, home)
    assert "is full; what is published stays as it was" in finished.stdout, finished.stderr
    assert count_cases(home) == 1


def test_a_torn_generation_json_is_no_generation(home, publish_by_hand):
    generation = publish_by_hand(home, "000001")
    facts = generation.folder / "generation.json"
    facts.write_text(facts.read_text()[:40])
    with pytest.raises(GenerationError, match=r"generation\.json cannot be read"):
        current_generation(home)
    os.unlink(facts)
