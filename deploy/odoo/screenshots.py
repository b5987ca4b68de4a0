"""Make the pictures of the addon's screens in docs/images, with a real Chromium.

    eval "$(deploy/odoo/odoo-up.sh env)"   # or your own: see deploy/odoo/README.md
    export ODOO_URL ODOO_DATABASE ODOO_API_KEY ODOO_LOGIN ODOO_PASSWORD
    python -m deploy.odoo.screenshots [--out docs/images]

Needs a server with the addon installed, and rtlcss on its PATH (`npm install rtlcss`), without
which Odoo lays Arabic out from left to right; an administrator's API key and password; Chromium and
chromedriver. It writes invented leads, adds the language Arabic and changes that administrator's
language: only for a database that you throw away. Again on the same database: the same pictures.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from deploy.odoo.demo_odoo import ARABIC, ENGLISH, DemoOdoo
from shared import settings
from shared.odoo_client import OdooClient

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
WIDTH_PX = 1280
SETTLED = """
const busy = document.querySelector('.o_loading_indicator, .o_blockUI, .o_view_sample_data');
return document.fonts.status === 'loaded' && !busy && !!document.querySelector(arguments[0]);
"""
SIGN_IN = """
const body = JSON.stringify(arguments[0]);
const done = arguments[arguments.length - 1];
const headers = {'Content-Type': 'application/json'};
const answer = await fetch('/web/session/authenticate', {method: 'POST', headers, body});
done(Boolean((await answer.json()).result?.uid));
"""
# Without it a picture may catch a page half faded in.
STILL = """
const style = document.createElement('style');
style.textContent = '*, *::before, *::after { transition: none !important; }';
document.addEventListener('DOMContentLoaded', () => document.head.append(style));
"""
INTO_VIEW = "document.querySelector(arguments[0]).scrollIntoView({block: 'nearest'})"
HUSH = "for (const e of document.querySelectorAll('.o_notification, .o_tour_pointer')) e.remove()"


class Camera:
    """Chromium, signed in."""

    def __init__(self, driver: Chrome, url: str, out: Path) -> None:
        self._driver = driver
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": STILL})
        self._url = url
        self._out = out

    def sign_in(self, database: str, login: str, password: str) -> None:
        """Get Chromium a session; the sign-in page differs between Odoo's versions."""
        self._driver.get(f"{self._url}/web/login")
        asked = {"params": {"db": database, "login": login, "password": password}}
        if not self._driver.execute_async_script(SIGN_IN, asked):
            raise typer.BadParameter("Odoo refuses ODOO_LOGIN with ODOO_PASSWORD")

    def change_language(self) -> None:
        """Let the session take on the user's language: its first page is still in the last one."""
        for _ in range(2):
            self._driver.get(f"{self._url}/odoo")
            self._wait(".o_main_navbar")

    def take(self, name: str, path: str, awaited: str, height_px: int, click: str = "") -> None:
        """Open a page, press what `click` selects, and keep the picture as NAME.png."""
        screen = {"width": WIDTH_PX, "height": height_px, "deviceScaleFactor": 1, "mobile": False}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self._driver.get(self._url + path)
        self._wait(awaited)
        if click:
            self._driver.find_element(By.CSS_SELECTOR, click).click()
            self._wait(f"{click}.active")
        self._driver.execute_script(INTO_VIEW, awaited)
        self._driver.execute_script(HUSH)
        self._driver.save_screenshot(str(self._out / f"{name}.png"))

    def _wait(self, selector: str) -> None:
        waiting = WebDriverWait(self._driver, 60, poll_frequency=0.25)
        waiting.until(lambda driver: driver.execute_script(SETTLED, selector))


@contextmanager
def _chromium() -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = Chrome(options=options, service=ChromeService(shutil.which("chromedriver") or ""))
        try:
            yield driver
        finally:
            driver.quit()


def main(
    password: Annotated[str, typer.Option(envvar="ODOO_PASSWORD", prompt=True, hide_input=True)],
    out: Path = Path("docs/images"),
) -> None:
    """Write the leads and make the pictures."""
    of = settings.read().require("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY", "ODOO_LOGIN")
    url, login = str(of.odoo_url), str(of.odoo_login)
    out.mkdir(parents=True, exist_ok=True)
    connection = OdooClient.connect(
        url, database=str(of.odoo_database), api_key=str(of.odoo_api_key), login=login
    )
    with connection as client, _chromium() as driver:
        odoo, camera = DemoOdoo(client, login), Camera(driver, url, out)
        leads = odoo.fill()
        odoo.set_dashboard("https://leads.example.com")
        odoo.speak(ENGLISH)
        camera.sign_in(str(of.odoo_database), login, password)
        _series(camera, "en", leads["9000000000000002"])
        odoo.speak(ARABIC)
        _series(camera, "ar", leads["9000000000000001"])
        odoo.speak(ENGLISH)


def _series(camera: Camera, language: str, lead: int) -> None:
    camera.change_language()
    page = ".o_notebook_headers [name=meta_lead]"
    camera.take(f"odoo-form-{language}", f"/odoo/crm/{lead}", page, 1260, page)
    camera.take(f"odoo-kanban-{language}", "/odoo/crm", ".o_kanban_record .badge", 720)
    setting = "[data-key=crm] #g_assistant_dashboard"
    camera.take(f"odoo-settings-{language}", "/odoo/settings#crm", setting, 900)
    alerts = "/odoo/action-g_assistant_connector.g_assistant_alert_action"
    camera.take(f"odoo-alerts-{language}", alerts, ".o_data_row", 420)


if __name__ == "__main__":
    typer.run(main)
