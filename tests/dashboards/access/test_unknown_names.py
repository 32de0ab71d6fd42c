"""What is said of a name that is not there, or not for the reader, is true and leads somewhere."""

import pytest

from dashboards.access.reader import LOCAL, Reader, Role, acting_as
from dashboards.layout import unknown

LEAD = Reader("sue", Role.SUPERVISOR, ("Billing",))
REP = Reader("emil", Role.REP, agent="emil.martin")


@pytest.mark.parametrize(
    ("reader", "words", "way_out", "path"),
    [
        (LOCAL, "No rep of the data is called “ada”.", "All reps", "/reps"),
        (LEAD, "No rep whose figures you may see is called “ada”.", "All reps", "/reps"),
        (REP, "No rep whose figures you may see is called “ada”.", "My figures", "/reps/emil.martin"),
    ],
    ids=["all", "some teams", "one rep"],
)
def test_who_sees_a_part_is_not_told_what_all_the_data_hold_nor_led_to_a_shut_page(reader, words, way_out, path):
    with acting_as(reader):
        _, said, way = unknown("Nobody of this name", "rep", "ada", "All reps", "/reps").children
    assert said.children.startswith(words)
    assert (way.children, way.href) == (way_out, path)
