"""Passwords: what may be one, and how they are kept and compared."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LETTERS = 12
MOST_LETTERS = 256
_FEWEST_DIFFERENT_LETTERS = 5
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "1234567890")
_LOOKALIKES = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_HASHER = PasswordHasher()


class PasswordRefusedError(ValueError):
    """A new password that would not keep anybody out; the words say why."""


def check_password(password: str, name: str) -> None:
    """Refuses a new password that is too short, that everybody tries first, or that is the name itself."""
    if len(password) < LEAST_LETTERS:
        raise PasswordRefusedError(f"A password has at least {LEAST_LETTERS} letters; a sentence does well.")
    if len(password) > MOST_LETTERS:
        raise PasswordRefusedError(f"A password has at most {MOST_LETTERS} letters.")
    if _is_usual(password.casefold(), name.casefold()):
        raise PasswordRefusedError("That is one of the passwords that are tried first. Take a few words of your own.")


def _is_usual(password: str, name: str) -> bool:
    if len(set(password)) < _FEWEST_DIFFERENT_LETTERS or _is_run(password):
        return True
    stems = _usual_stems() | set(re.findall(r"[^\W\d_]+", name)) | {name}
    # Digits at the end are a year or a number; those within stand for letters.
    within = re.sub(r"[\W\d_]+$", "", password).translate(_LOOKALIKES)
    return any(_made_of(text, stems) for text in (password, within))


def _is_run(password: str) -> bool:
    """Whether nearly every letter stands beside the one before it, in the alphabet or on a keyboard."""
    neighbours = {pair for run in _RUNS for line in (run, run[::-1]) for pair in pairwise(line)}
    steps = list(pairwise(password))
    return sum(step in neighbours or step[0] == step[1] for step in steps) >= 0.75 * len(steps)


def _made_of(password: str, stems: set[str] | frozenset[str]) -> bool:
    """Whether nothing is left but usual words, digits and signs."""
    words = re.findall(r"[^\W\d_]+", password)
    return all(re.fullmatch(_repeated(frozenset(stems)), word) for word in words)


@cache
def _repeated(stems: frozenset[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(map(re.escape, stems), key=len, reverse=True)) + ")+")


@cache
def _usual_stems() -> frozenset[str]:
    """What the most used passwords are made of, before digits and signs make them long enough."""
    return frozenset(Path(__file__).with_name("usual_passwords.txt").read_text(encoding="ascii").split())


def hash_password(password: str) -> str:
    """The argon2id hash that is kept, with its salt and its costs."""
    return _HASHER.hash(password)


def is_password(kept: str | None, password: str) -> bool:
    """Whether the password is the one that is kept; takes as long when nothing is kept."""
    try:
        return _HASHER.verify(kept or _nobodys_hash(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")
