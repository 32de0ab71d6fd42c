import json
import shutil
import urllib.request

import pytest

from dashboards.access.people_file import FILE
from tests.browser.opening import settle, watch
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.pages]


@pytest.fixture(scope="module")
def served(warehouse_home, tmp_path_factory):
    """The shared home without accounts, served by two processes, which have to know each other's sessions."""
    home = tmp_path_factory.mktemp("home")
    for name in ("CURRENT", "generations"):
        (home / name).symlink_to(warehouse_home / name)
    with serving(home, "--workers", "2") as (address, _):
        yield home, address


@pytest.fixture
def page(chromium, served):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    watch(page, served[1])
    yield page
    context.close()


@pytest.fixture
def with_accounts(served, file_of_people):
    """Anna and Sue from here on."""
    shutil.copy2(file_of_people, served[0] / FILE)


def sign_in(page, password="two red bicycles"):
    page.fill("#name", "sue")
    page.fill("#password", password)
    page.keyboard.press("Enter")


def test_from_a_local_analyst_to_accounts_without_a_restart(served, page, file_of_people):
    home, address = served
    page.goto(address + "/trends?p=7d")
    settle(page)
    assert "Local analyst: no users, this machine only" in page.inner_text(".shell")
    shutil.copy2(file_of_people, home / FILE)

    # The page that is open leads to sign-in with its next question, and back to where it was.
    page.click(".shell-menu")
    page.click("#shell-pages a[href='/service']")
    page.wait_for_url("**/sign-in?ended=yes&next=*")
    assert "no longer signed in" in page.inner_text("[role=status]")
    page.trouble.clear()
    sign_in(page, "wrong")
    page.wait_for_selector("#trouble")
    assert page.get_attribute("#password", "aria-describedby") == "trouble"
    assert page.evaluate("document.activeElement.id") == "password"
    page.trouble.clear()
    sign_in(page)
    page.wait_for_selector("main h1")
    settle(page)
    assert "/service?p=7d" in page.url
    assert page.trouble == []

    # Every process knows the session.
    [cookie] = [one for one in page.context.cookies() if one["name"] == "evenhand"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie") == ""
    for _ in range(20):
        asked = urllib.request.Request(f"{address}/_dash-layout", headers={"Cookie": f"evenhand={cookie['value']}"})
        with urllib.request.urlopen(asked) as answer:
            assert json.load(answer)

    # The account menu by keyboard: it opens, Esc closes it and gives the focus back, and it ends the session.
    page.focus(".account-button")
    page.keyboard.press("Enter")
    assert "Supervisor: Billing" in page.inner_text("#account-menu")
    page.keyboard.press("Escape")
    assert page.query_selector("#account-menu") is None
    assert page.evaluate("document.activeElement.className") == "account-button"
    page.keyboard.press("Enter")
    page.click("#account-menu button:text-is('Sign out')")
    page.wait_for_url("**/sign-in")
    page.goto(address + "/service")
    assert page.url.endswith("/sign-in?next=/service")
    assert page.trouble == []


@pytest.mark.usefixtures("with_accounts")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_readable_by_everybody(served, page, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=scheme)
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(served[1] + "/sign-in")
        sign_in(page, "wrong")
        page.wait_for_selector("#trouble")
        assert [found["id"] for found in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == scheme


@pytest.mark.usefixtures("with_accounts")
def test_a_file_that_is_asked_for_after_the_session_leads_to_the_sign_in(served, page):
    page.goto(served[1] + "/sign-in?next=/teams%3Fp%3D7d")
    sign_in(page)
    page.wait_for_selector("main h1")
    settle(page)
    page.click(".export-menu button")
    with page.expect_download() as got:
        page.click(".export-list a:has-text('CSV')")
    assert got.value.path().read_text().count("\n") > 3
    assert page.trouble == []

    page.context.clear_cookies()
    page.click(".export-menu button")
    page.click(".export-list a:has-text('CSV')")
    page.wait_for_url("**/sign-in?ended=yes&next=*")
    sign_in(page)
    page.wait_for_selector("main h1")
    assert page.url.endswith("/teams?p=7d")


@pytest.mark.usefixtures("with_accounts")
def test_no_script_is_needed(served, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served[1] + "/trends")
    sign_in(page)
    page.wait_for_url("**/trends")
    context.close()
