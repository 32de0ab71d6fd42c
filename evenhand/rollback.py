"""Going back to a generation that was published before."""

from __future__ import annotations

from evenhand.errors import GenerationError, WrongUsageError
from evenhand.generations import Generation, find_current, intact_generations, point_current
from evenhand.home import Home
from evenhand.locks import exclusive_lock
from transforms.generations import GenerationError as UnreadableGenerationError
from transforms.sealed import check_sealed


def roll_back(home: Home, number: str | None = None) -> Generation:
    """Makes the named generation current, or the one before the current, and gives it."""
    if not home.generations.is_dir():
        raise GenerationError(f"Nothing has been published in {home.folder} yet.", "Run `evenhand build`.")
    with exclusive_lock(home.build_lock, "A build is running", "Roll back when it has ended."):
        chosen = _named(home, number) if number else _previous(home)
        try:
            check_sealed(chosen.folder, afresh=True)
        except UnreadableGenerationError as damage:
            raise GenerationError(
                f"{damage}.", "Choose another generation (see `evenhand status`), or build a new one."
            ) from damage
        point_current(home, chosen.number)
    return chosen


def _named(home: Home, number: str) -> Generation:
    intact = {generation.number: generation for generation in intact_generations(home)}
    wanted = number.zfill(6)
    if wanted not in intact:
        there = ", ".join(intact) or "none"
        raise WrongUsageError(f"There is no whole generation {number}; these are: {there}.", "Name one of them.")
    return intact[wanted]


def _previous(home: Home) -> Generation:
    current = find_current(home)
    intact = intact_generations(home)
    older = [generation for generation in intact if current is None or generation.number < current.number]
    if not older:
        raise GenerationError(
            "There is no generation before the current one to go back to.", "See `evenhand status` for those there are."
        )
    return older[-1]
