"""Commands for accounts: who may sign in, and as what."""

from __future__ import annotations

import sys
from functools import partial
from typing import Annotated

import typer

from dashboards.access.people import People, role_facts
from dashboards.access.reader import Role
from evenhand.accounts import as_row, check_against_data, person_named, reader_of, told_in_words, write_down
from evenhand.cli.application import app, log, open_home
from evenhand.cli.output import OutputFormat, write_rows
from evenhand.errors import WrongUsageError

user_commands = typer.Typer(no_args_is_help=True, help="Who may sign in, and as what.")
app.add_typer(user_commands, name="user")

_Name = Annotated[str, typer.Argument(help="Name of the account.")]
_Role = Annotated[Role, typer.Option("--role", help="executive, supervisor, rep, analyst or admin.")]
_Teams = Annotated[
    list[str] | None, typer.Option("--team", help="Team of a supervisor, or that an analyst is limited to; repeatable.")
]
_Agent = Annotated[str, typer.Option("--agent", help="What the data call a rep.")]
_FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin.")]


@user_commands.command("add")
def add_user(
    *,
    name: _Name,
    role: _Role,
    teams: _Teams = None,
    agent: _Agent = "",
    email: Annotated[str, typer.Option(help="Mail address, for whoever runs this.")] = "",
    oidc: Annotated[
        str, typer.Option(help="Sign in with the identity provider, which calls the person by this subject.")
    ] = "",
    password_stdin: _FromStdin = False,
) -> None:
    """Add an account; the password is asked for twice."""
    home, settings = open_home()
    with told_in_words():
        reader = reader_of(name, role, teams or (), agent)
        warning = check_against_data(home, reader)
        home.prepare()
        facts = {"change": "added", "role": role.value, "teams": list(reader.teams), "agent": agent}
        note = partial(write_down, home, "user_change", name, **facts)
        people = People(home.folder)
        if people.named(name):
            raise WrongUsageError(f"There is an account called {name} already.", "`evenhand user list` tells of it.")
        if oidc:
            if not settings.oidc_issuer:
                raise WrongUsageError("There is no identity provider.", "Set EVENHAND_OIDC_ISSUER first.")
            people.add_vouched_for(reader, settings.oidc_issuer, oidc, email, note, is_pinned=True)
        else:
            people.add(reader, _new_password(password_stdin), email, note)
    _say(warning, f"{name} may sign in as {role}.")


@user_commands.command("role")
def change_role(name: _Name, role: _Role, teams: _Teams = None, agent: _Agent = "") -> None:
    """Give an account another role, or other teams; it is signed out everywhere."""
    home, _ = open_home()
    with told_in_words():
        people = People(home.folder)
        person = person_named(people, name)
        if person.issuer and not person.is_pinned:
            raise WrongUsageError(
                f"The role of {name} comes from the groups of {person.issuer}.", "Change the groups, or access.toml."
            )
        reader = reader_of(person.reader.name, role, teams or (), agent)
        warning = check_against_data(home, reader)
        facts = {"before": role_facts(person.reader), "after": role_facts(reader)}
        people.set_role(reader, partial(write_down, home, "role_change", reader.name, **facts))
    _say(warning, f"{reader.name} is now {role}, and signed out everywhere.")


@user_commands.command("passwd")
def change_password(name: _Name, password_stdin: _FromStdin = False) -> None:
    """Set another password; the account is signed out everywhere."""
    home, _ = open_home()
    with told_in_words():
        people = People(home.folder)
        person = person_named(people, name)
        note = partial(write_down, home, "user_change", person.reader.name, change="password")
        people.set_password(name, _new_password(password_stdin), note)
    _say("", f"{person.reader.name} has a new password, and is signed out everywhere.")


@user_commands.command("disable")
def disable_user(name: _Name) -> None:
    """Shut an account; it is signed out everywhere at once."""
    _set_disabled(name, is_disabled=True)


@user_commands.command("enable")
def enable_user(name: _Name) -> None:
    """Open a shut account again."""
    _set_disabled(name, is_disabled=False)


@user_commands.command("list")
def list_users(
    output_format: Annotated[OutputFormat, typer.Option("--format", help="table, csv or json.")] = OutputFormat.TABLE,
) -> None:
    """List the accounts."""
    home, _ = open_home()
    with told_in_words():
        rows = [as_row(person) for person in People(home.folder).all()]
    columns = ("name", "role", "teams", "agent", "email", "signs_in_with", "is_disabled")
    write_rows(rows, columns, output_format)
    if not rows:
        log.print("There are no accounts: whoever works at this machine reads as a local analyst.")


def _set_disabled(name: str, *, is_disabled: bool) -> None:
    home, _ = open_home()
    with told_in_words():
        people = People(home.folder)
        person = person_named(people, name)
        change = "disabled" if is_disabled else "enabled"
        people.set_disabled(
            name, is_disabled, partial(write_down, home, "user_change", person.reader.name, change=change)
        )
    _say("", f"{person.reader.name} is {'shut out' if is_disabled else 'let in again'}.")


def _new_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongUsageError("There is no terminal to ask for the password.", "Give it by --password-stdin.")
    return str(typer.prompt("New password", hide_input=True, confirmation_prompt="The same again"))


def _say(warning: str, words: str) -> None:
    if warning:
        log.print(f"Note: {warning}")
    log.print(words, markup=False)
