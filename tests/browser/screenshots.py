"""Pictures of every page, light and dark, wide and on a phone, into a folder to be looked at.

    python -m tests.browser.screenshots [FOLDER]

Of the data under EVENHAND_HOME; without it a small department is simulated first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.opening import ARGUMENTS, CHROMIUM, settle, watch
from tests.browser.pages import addresses, short
from tests.serving import serving
from tests.simulated import LAST_DAY

CONTACTS = 20_000
LOOKS = [(1440, 1000, "light"), (1440, 1000, "dark"), (390, 844, "light"), (390, 844, "dark")]


def simulated(home: Path) -> Path:
    """A home with a department of its own, built by the command that people use."""
    command = [sys.executable, "-m", "evenhand", "demo", "--contacts", str(CONTACTS), "--end", LAST_DAY]
    subprocess.run(command, env=os.environ | {"EVENHAND_HOME": str(home)}, check=True)
    return home


def photograph(browser: Browser, address: str, folder: Path) -> None:
    """Every page in every look; a page that complains says so behind its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, height, scheme in LOOKS:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        for path in addresses():
            page = context.new_page()
            watch(page, address)
            page.goto(address + path)
            settle(page)
            picture = folder / f"{short(path)}-{width}-{scheme}.png"
            page.screenshot(path=picture, full_page=True)
            print(picture, *page.trouble)
            page.close()
        context.close()


def main() -> None:
    """Takes the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(os.environ["EVENHAND_HOME"]) if os.environ.get("EVENHAND_HOME") else simulated(Path(scratch))
        with serving(home, "--workers", "1") as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            photograph(browser, address, folder)


if __name__ == "__main__":
    main()
