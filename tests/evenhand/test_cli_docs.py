import re
from pathlib import Path

import pytest
import typer.main

from evenhand.cli import app
from evenhand.settings import environment_variables

CHECKOUT = Path(__file__).parents[2]
PAGES = (CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md")))
ROOT = typer.main.get_command(app)


def commands(group, path="evenhand"):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def words():
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("command", [path for path, _ in commands(ROOT)])
def test_every_command_is_in_the_docs(command):
    assert command in words()


@pytest.mark.parametrize("variable", environment_variables())
def test_every_environment_variable_is_in_the_docs(variable):
    assert f"`{variable}`" in words()


def test_every_command_in_the_docs_exists():
    known = {path.split()[1] for path, _ in commands(ROOT)}
    told = set(re.findall(r"^(?:\$ )?evenhand ([a-z][a-z-]*)|`evenhand ([a-z][a-z-]*)", words(), flags=re.MULTILINE))
    assert {first or second for first, second in told} <= known


def test_every_command_and_option_says_what_it_does():
    for path, command in commands(ROOT):
        assert command.help, path
        for parameter in command.params:
            assert getattr(parameter, "help", None), f"{path} {parameter.name}"
