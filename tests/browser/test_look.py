"""The eyes of the suite: a look at a page that has each fault once must name each of them."""

import pytest

from tests.browser.test_every_page import LOOK

pytestmark = pytest.mark.browser

FAULTY = """
<style>body { margin: 0; font: 14px sans-serif }</style>
<p id="twice">one</p><p id="twice">two</p>
<p style="font-size: 9px">tiny words</p>
<p style="width: 40px; overflow: hidden; white-space: nowrap">swallowed by its frame</p>
<p style="height: 10px; overflow: hidden">first line<br>a line below the edge</p>
<svg width="300" height="40" viewBox="0 0 600 80"><text x="0" y="40" font-size="16">shrunk</text></svg>
<svg width="100" height="40" style="overflow: hidden"><text x="70" y="20" font-size="14">past the drawing</text></svg>
<div style="width: 2000px">wide</div>
<main><span class="cell better">12</span><span class="verdict worse">34</span>
<svg><circle class="mark better" r="4"></circle><circle class="mark worse" r="4"></circle></svg></main>
"""
SOUND = """
<p style="width: 40px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">declared to be shortened</p>
<div style="width: 60px; overflow: auto"><p style="white-space: nowrap">can be scrolled to be read</p></div>
<p style="font-size: 8px" hidden>not shown</p><span style="font-size: 8px">▲</span>
<svg width="100" height="40"><text x="0" y="20" font-size="14">inside</text></svg>
<main><span class="cell better">12<i class="sign">▲</i></span><span class="verdict worse">worse</span>
<svg><circle class="mark better" r="4"></circle><path class="mark worse" d="M0 0L4 4Z"></path></svg></main>
"""


def test_a_look_names_every_fault_of_a_page_and_none_of_a_sound_one(chromium):
    page = chromium.new_page()
    page.set_content(FAULTY)
    found = page.evaluate(LOOK)
    page.set_content(SOUND)
    sound = page.evaluate(LOOK)
    page.close()
    assert len(found) == 10, found
    assert sound == []
