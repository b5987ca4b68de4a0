"""A real Chromium on the pages of the function `dashboards`, served from this machine."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework
import pytest
from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from tests.lead_ways import in_all_states, keep

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = Path(__file__).parents[2] / "functions/dashboards/main.py"
AXE = Path(__file__).parent / "axe/axe.min.js"
FLAGS = (
    "--headless",
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
SOON_S = 20
LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Browser:
    """Chromium, with the few things that these tests do to it."""

    driver: Chrome
    url: str = ""

    def look(self, theme: str, width: int, height: int = 900) -> None:
        """Choose a theme and a window; a width below Chromium's least is emulated."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def open(self, path: str) -> None:
        self.driver.get(self.url + path)

    @contextmanager
    def another_page(self) -> Iterator[None]:
        """Wait, after what is done inside, until another document is there and complete.

        chromedriver gives control back before a click's navigation has begun.
        """
        self.ask("window.isLeft = true")
        yield
        self.wait_for("return !window.isLeft && document.readyState === 'complete'")

    def press(self, selector: str) -> None:
        """Click on what leads to another page, and be there."""
        with self.another_page():
            self.click(selector)

    def click(self, selector: str) -> None:
        """Click on what stays on its page; again where a refresh has just swapped the element."""
        waiting = WebDriverWait(
            self.driver, SOON_S, ignored_exceptions=[StaleElementReferenceException]
        )
        waiting.until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector).click() or True)

    def wait_for(self, script: str) -> None:
        """Ask until the answer is true; a document that is just going answers nothing."""
        waiting = WebDriverWait(self.driver, SOON_S, ignored_exceptions=[WebDriverException])
        waiting.until(lambda driver: driver.execute_script(script))

    def text(self, selector: str) -> str:
        """Give the text that is seen, in one step: a page that refreshes itself swaps its elements."""
        return self.ask("return document.querySelector(arguments[0]).innerText", selector)

    def ask(self, script: str, *arguments: object) -> object:
        return self.driver.execute_script(script, *arguments)

    def faults(self) -> list[str]:
        """Give what the page did against its policy and what went wrong since the last call."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        return [*said, *self.ask("return window.violations ?? ['no listener']")]

    def overflow_px(self) -> int:
        """Give by how much the page is wider than its window."""
        return self.ask("const r = document.documentElement; return r.scrollWidth - r.clientWidth")

    def axe(self) -> list[str]:
        """Give axe-core's violations of WCAG 2.2 A and AA and of good practice."""
        self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document).then((r) => done(r.violations), (e) => done([String(e)]))"
        )
        return [f"{v['id']}: {[node['html'][:120] for node in v['nodes']][:3]}" for v in found]


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = _program("chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    driver = Chrome(options=options, service=ChromeService(_program("chromedriver")))
    try:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": LISTEN})
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[SqliteMemory]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        yield memory


@pytest.fixture
def full(memory: SqliteMemory) -> SqliteMemory:
    """Give a ledger with leads in all states."""
    keep(memory, *in_all_states(SystemClock().now()))
    return memory


@pytest.fixture
def browser(
    chromium: Chrome, memory: SqliteMemory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Browser]:
    monkeypatch.setenv("SQLITE_PATH", str(tmp_path / "memory.db"))
    monkeypatch.setenv("ODOO_URL", "http://127.0.0.1:4200/demo/odoo")
    monkeypatch.setenv("META_GRAPH_URL", "http://127.0.0.1:4200/demo/meta")
    app = functions_framework.create_app("dashboards", str(MAIN))
    with served(app) as url:
        yield Browser(chromium, url)
        chromium.delete_all_cookies()
        chromium.execute_script("sessionStorage.clear()")
        chromium.get("about:blank")
        chromium.get_log("browser")


@contextmanager
def served(app: object) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing: apt-get install chromium chromium-driver")
    return found
