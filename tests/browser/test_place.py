"""Numbers and dates in the form of another place, on a page that Python and the browser write together."""

import pytest

from tests.browser.opening import settle, watch
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.pages]


def test_figures_dates_and_calendar_take_the_form_of_the_place(chromium, warehouse_home, monkeypatch):
    monkeypatch.setenv("EVENHAND_LOCALE", "de_DE")
    with serving(warehouse_home, "--workers", "1") as (address, _):
        page = chromium.new_page()
        watch(page, address)
        page.goto(f"{address}/?from=2026-03-02&to=2026-06-28")
        settle(page)
        assert page.inner_text(".scope p").startswith("2. März – 28. Juni 2026")
        assert "Data to 30. Juni 2026, " in page.inner_text(".as-of")
        assert "." in page.inner_text(".tile:has-text('Cases opened') .tile-figure")
        assert "," in page.inner_text(".tile:has-text('Customer satisfaction') .tile-figure")
        assert "Juli" in page.locator(".trend svg").first.text_content()
        assert page.inner_text("#filter-range") == "2.3.2026 – 28.6.2026"
        page.click("#filter-range")
        calendar = page.inner_text("[role=dialog]")
        assert "März 2026" in calendar
        assert calendar.index("Mo") < calendar.index("So")
        assert page.locator("[role=dialog]").bounding_box()["width"] < 400
        assert page.trouble == []
        page.close()
