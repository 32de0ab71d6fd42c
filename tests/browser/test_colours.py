"""The colours of the pages by their tokens: read on every ground, apart for colour-blind eyes, in both themes."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "dashboards" / "assets" / "evenhand.css").read_text()
TEXT, MARK = 4.5, 3.0
DEEPEST = 0.44
"""How much of its colour the strongest cell of a map takes."""
APART = 20
"""A distance in CIELAB that nobody overlooks; 2.3 is just noticed."""


def tokens(selector):
    block = re.search(rf"^{re.escape(selector)} {{(.*?)^}}", CSS, re.M | re.S).group(1)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


LIGHT = tokens(":root")
THEMES = {"light": LIGHT, "dark": LIGHT | tokens(':root[data-mantine-color-scheme="dark"]')}


def channels(colour):
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def linear(rgb):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]


def luminance(rgb):
    return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear(rgb), strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(colour, ground, share):
    return [share * c + (1 - share) * g for c, g in zip(colour, ground, strict=True)]


# Machado, Oliveira and Fernandes (2009), deuteranopia in full, on linear light.
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)


def lab(light):
    white = (0.95047, 1.0, 1.08883)
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    xyz = [sum(w * c for w, c in zip(row, light, strict=True)) / n for row, n in zip(to_xyz, white, strict=True)]
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour):
    light = linear(channels(colour))
    return lab([min(1, max(0, sum(w * c for w, c in zip(row, light, strict=True)))) for row in DEUTERANOPIA])


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


TEXTS = ("ink", "ink-2", "ink-3", "accent", "better", "worse")


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_marks_stand_out_from_every_ground(theme):
    colours = {name: channels(value) for name, value in THEMES[theme].items()}
    pairs = [(text, ground, TEXT) for text, ground in product(TEXTS, ("page", "surface"))]
    pairs += [("accent", "accent-soft", TEXT), ("ink", "accent-soft", TEXT)]
    pairs += [
        (mark, ground, MARK) for mark, ground in product(("mark", "accent", "better", "worse"), ("page", "surface"))
    ]
    short = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: found for pair, found in short.items() if found < pair[2]} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_number_of_a_cell_is_read_at_its_deepest_colour(theme):
    colours = {name: channels(value) for name, value in THEMES[theme].items()}
    for tone in ("better", "worse"):
        assert contrast(colours["ink"], mixed(colours[tone], colours["surface"], DEEPEST)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_better_and_worse_stay_apart_without_red_and_green(theme):
    better, worse, plain = (seen(THEMES[theme][name]) for name in ("better", "worse", "mark"))
    assert distance(better, worse) >= APART
    assert distance(worse, plain) >= APART
