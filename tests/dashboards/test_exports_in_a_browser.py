import io
import xml.etree.ElementTree as ET

import openpyxl
import polars as pl
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.pages]
SVG = "{http://www.w3.org/2000/svg}"


def download(page, click):
    with page.expect_download() as started:
        click()
    return started.value.suggested_filename, started.value.path().read_bytes()


def test_the_menu_works_by_keyboard_and_its_files_hold_what_is_shown(open_page):
    page = open_page("/teams?p=52w&team=Billing")
    page.focus(".scope .export-menu button")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator(".export-list").count() == 0
    assert page.evaluate("document.activeElement.innerText") == "Download"
    files = {}
    for kind in ("CSV", "Excel", "Parquet"):
        page.keyboard.press("Enter")
        page.focus(f".export-list a:has-text('{kind}')")
        name, files[kind] = download(page, lambda: page.keyboard.press("Enter"))
        assert name == f"evenhand-teams.{ {'CSV': 'csv', 'Excel': 'xlsx', 'Parquet': 'parquet'}[kind] }"
        page.wait_for_function("() => document.activeElement.innerText === 'Download'")
    frame = pl.read_parquet(io.BytesIO(files["Parquet"])).filter(metric="cases_opened", team="Billing")
    shown = page.inner_text(".breakdown tbody tr td .figure >> nth=0")
    assert f"{frame['value'][0]:,.0f}" == shown
    sheet = openpyxl.load_workbook(io.BytesIO(files["Excel"])).worksheets[0]
    assert ["cases_opened", "Billing", frame["value"][0]] in [list(row[:3]) for row in sheet.values]
    assert f"cases_opened,Billing,{frame['value'][0]}," in files["CSV"].decode()
    assert page.trouble == []
    page.locator(".breakdown tbody .to-records").first.click()
    page.wait_for_selector("dialog[open] tbody tr")
    page.focus("dialog .export-menu button")
    page.keyboard.press("Enter")
    name, listed = download(page, lambda: page.click("dialog .export-list a:has-text('CSV')"))
    assert name == "evenhand-records.csv"
    lines = [line for line in listed.decode().splitlines()[1:] if not line.startswith(("#", '"#'))]
    assert page.inner_text("dialog [role=status]").startswith(f"{len(lines):,} record")
    page.wait_for_function("() => document.activeElement.innerText === 'Download'")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.evaluate("window.print = () => { window.printed = true }")
    page.focus(".scope .export-menu button")
    page.keyboard.press("Enter")
    page.click(".export-list button:has-text('PDF')")
    assert page.evaluate("window.printed")
    assert page.trouble == []


def test_a_chart_is_a_table_a_picture_and_a_drawing_that_stands_alone(open_page):
    page = open_page("/?p=13w", scheme="dark")
    assert page.evaluate("window.evenhandReady()")
    page.focus(".trend .export-tools button:text-is('Table')")
    page.keyboard.press("Enter")
    rows = page.locator(".trend .export-table tbody tr")
    assert rows.count() == 52
    page.focus(".trend svg")
    page.keyboard.press("ArrowLeft")
    assert rows.first.locator("td").first.inner_text() in page.text_content(".trend .pointer")
    name, drawing = download(page, lambda: page.click(".trend button:text-is('SVG')"))
    assert name == "evenhand-customer-satisfaction-by-week.svg"
    root = ET.fromstring(drawing)
    width, height = root.get("width"), root.get("height")
    assert root.get("viewBox") == f"0 0 {width} {height}"
    said = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert "Customer satisfaction by week" in said
    assert page.inner_text(".scope p b >> nth=0") in said
    assert "generation" in said
    assert root.find(f"{SVG}rect").get("fill") == page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--surface').trim()"
    )
    assert b"class=" not in drawing
    assert b"var(--" not in drawing
    _, picture = download(page, lambda: page.click(".trend button:text-is('PNG')"))
    assert picture.startswith(b"\x89PNG")
    assert [int.from_bytes(picture[at : at + 4]) for at in (16, 20)] == [2 * int(width), 2 * int(height)]
    assert page.trouble == []


def on_paper(page, script):
    return page.evaluate(f"() => {{ window.dispatchEvent(new Event('beforeprint')); return {script} }}")


def test_paper_has_every_row_and_whole_charts_and_says_what_it_is_of(open_page):
    page = open_page("/reps?p=52w", scheme="dark")
    page.evaluate("window.evenhandReady()")
    shown = page.inner_text(".scope p")
    page.emulate_media(media="print")
    rows = on_paper(page, "[...document.querySelectorAll('.export-grid tbody tr')].map(r => r.innerText)")
    assert len(rows) > 40 > page.locator(".ag-center-cols-container .ag-row").count()
    assert "too few to say, n" in " ".join(rows).replace("\u00a0", " ")
    assert page.inner_text(".scope p") == shown
    for hidden in (".shell", ".filters", ".export-menu", "#reps-grid", ".reps-tools"):
        assert page.locator(hidden).first.is_hidden()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.export-grid thead')).display") == "table-header-group"
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    below = page.evaluate(
        "[...document.querySelectorAll('style')].map(s => s.textContent).find(t => t.includes('@bottom-left'))"
    )
    assert "Data to" in below
    assert "Printed" in below
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".export-grid").count() == 0

    page = open_page("/trends", width=718)
    page.evaluate("window.evenhandReady()")
    before = page.locator(".signal-chart svg").first.get_attribute("width")
    sizes = "[...document.querySelectorAll('.export-scaled')].map(s => [s.getBoundingClientRect().right, s.parentElement.getBoundingClientRect().right])"
    page.emulate_media(media="print")
    charts = on_paper(page, sizes)
    assert len(charts) > 13
    assert all(right <= edge + 0.5 for right, edge in charts)
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(
        "width => document.querySelector('.signal-chart svg').getAttribute('width') === width", arg=before
    )
    assert page.locator(".export-scaled").count() == 0
    assert page.trouble == []
