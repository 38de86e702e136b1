"""The pages in a real browser: needs the extra `browser`, and the system's Chromium (CHROMIUM names another one)."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from openaudit.record import LineageLink, Made
from openaudit.record.policy import Waiver
from openaudit.report.html import HtmlFormatter
from tests.support import records
from tests.support.hostile import hostile
from tests.support.pages import ruled, saying
from tests.support.records import change

pytestmark = pytest.mark.browser
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
MANY = 230


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this system")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages: every kind of record, hostile ones, and enough of them for several pages of rows."""
    folder = tmp_path_factory.mktemp("site")
    one = records.open_weights()
    many = [change(one, subject=change(one.subject, id=f"example/Many-{n:03}")) for n in range(MANY)]
    attack = saying('"><img src=x onerror=alert(1)><script>alert(2)</script>')
    for path, text in HtmlFormatter().files([*records.all_kinds(), hostile(), attack, *many]):
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder


class Visit:
    """A page that was opened, with what the browser complained of and what it asked the network for."""

    def __init__(self, browser: Any, file: Path, size: dict[str, int], scheme: str = "light") -> None:
        self.context = browser.new_context(viewport=size, color_scheme=scheme)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        self.requests: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    @property
    def overflow(self) -> int:
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wide

    def grave(self) -> list[Any]:
        """What axe-core calls serious or critical."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright")
        found = axe.Axe().run(self.page).response["violations"]
        return [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}]

    def rows(self) -> list[str]:
        names: list[str] = self.page.locator(".map tbody th :first-child").all_inner_texts()
        return [name for name in names if "/" in name]

    @property
    def status(self) -> str:
        said: str = self.page.locator("#status").inner_text()
        return said


def pages(site: Path) -> list[Path]:
    return [site / "index.html", *[p for p in sorted((site / "models").iterdir()) if "Many" not in p.name]]


def test_the_check_itself_finds_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    """A page with a picture without words and a script that fails is not passed."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><img src=x></main><script>fail()</script>"
    )
    with Visit(browser, bad, PHONE) as visit:
        assert visit.complaints
        assert "image-alt" in [found for found, _ in visit.grave()]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["dark phone", "light desk"])
def test_pages_load_cleanly_and_fit(browser: Any, site: Path, size: dict[str, int], scheme: str) -> None:
    """Every page loads without a complaint or a request, fits its width, and axe-core finds nothing grave."""
    for file in pages(site):
        with Visit(browser, file, size, scheme) as visit:
            visit.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert visit.complaints == [], file.name
            assert visit.requests == [file.as_uri()], file.name
            assert visit.overflow <= 0, file.name
            assert visit.grave() == [], file.name


def test_a_page_of_rows_is_drawn_at_a_time(browser: Any, site: Path) -> None:
    """A hundred rows stand on a page; the last page holds the rest."""
    with Visit(browser, site / "index.html", DESK) as visit:
        total = MANY + 7
        assert visit.status == f"{total} models"
        assert len(visit.rows()) == 100
        visit.page.click("#next")
        visit.page.click("#next")
        assert len(visit.rows()) == total - 200
        assert visit.page.locator("#next").is_disabled()


@pytest.mark.parametrize(("size", "drawn"), [(PHONE, "phone"), (DESK, "desk")], ids=["phone", "desk"])
def test_the_lineage_fits_or_scrolls_in_its_own_box(
    browser: Any, tmp_path: Path, size: dict[str, int], drawn: str
) -> None:
    """One of the two drawings is shown; every box lies inside it and has its words, and the page does not scroll."""
    own = records.open_weights()
    ids = [f"somebody-with-a-name/Ancestor-{n}-With-A-Rather-Long-Name-7B" for n in range(7)]
    links = tuple(
        LineageLink(
            id=name,
            relation="merge",
            license="apache-2.0",
            status="its terms are part of this audit",
            audited=True,
            terms="open",
            made=(Made(id=ids[n - 5] if n > 4 else own.subject.id, relation="merge"),),
        )
        for n, name in enumerate(ids)
    )
    page = tmp_path / "lineage.html"
    page.write_text(HtmlFormatter().format([change(own, lineage=links, datasets=())]), encoding="utf-8")
    with Visit(browser, page, size) as visit:
        shown = [box for box in visit.page.locator(".family .scroll").all() if box.is_visible()]
        assert [box.get_attribute("class") for box in shown] == [f"scroll {drawn}"]
        assert visit.overflow <= 0
        assert shown[0].evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        assert shown[0].locator(".kin").count() == len(ids) + 1
        wide = "g => { const b = g.querySelector('text.name').getBBox(); return b.width }"
        assert all(box.evaluate(wide) <= 236 for box in shown[0].locator(".kin").all())
        assert visit.grave() == []


def test_filters_narrow_the_list(browser: Any, site: Path) -> None:
    """Search, tier, licence, restriction and finding each leave the models that are so, and Clear brings all back."""
    with Visit(browser, site / "index.html", DESK) as visit:
        everything = visit.status
        visit.page.fill("#q", "lark example")
        assert visit.rows() == ["example/Lark-3.1-8B"]
        visit.page.fill("#q", "")
        visit.page.click("[data-tier=closed]")
        assert visit.rows() == ["example/Oracle-5"]
        visit.page.click("[data-tier=failed]")
        assert visit.rows() == ["example/Ghost-1B"]
        assert "nothing is known" in visit.page.locator(".map tbody").inner_text()
        visit.page.click("#reset")
        assert visit.status == everything
        for field, value, name in (
            ("#license", "Apache-2.0", "example/Many-000"),
            ("#restriction", "user-cap", "example/Lark-3.1-8B"),
            ("#finding", "OA210", "example/Wren-模型"),
        ):
            visit.page.select_option(field, value)
            assert name in visit.rows()
            assert visit.status != everything
            visit.page.click("#reset")
        visit.page.fill("#q", "no such model")
        assert "No model is like that" in visit.page.locator("#list").inner_text()


def test_the_policy_filters_too(browser: Any, tmp_path: Path) -> None:
    """Where a policy was asked, its verdict is a column and a filter; what was not held against it is unknown."""
    waiver = Waiver(reason="agreed", expires="2027-01-31", line=9)
    held = [ruled("waived", "allowed", waiver=waiver), ruled("not-met", "not-allowed"), records.closed()]
    named = [change(r, subject=change(r.subject, id=f"example/{n}")) for n, r in enumerate(held)]
    (tmp_path / "list.html").write_text(HtmlFormatter().format(named), encoding="utf-8")
    with Visit(browser, tmp_path / "list.html", DESK) as visit:
        for word, rows in (
            ("with waivers", ["example/0"]),
            ("not allowed", ["example/1"]),
            ("", [r.subject.id for r in named]),
        ):
            visit.page.select_option("#policy", word)
            assert visit.rows() == rows
        assert visit.page.locator(".map tbody tr").nth(2).locator("[title='Policy: unknown']").count() == 1
        assert visit.complaints == []


def test_the_list_sorts_by_any_column(browser: Any, site: Path) -> None:
    """A heading sorts by its column and says so; the most open come first, what is not known last."""
    with Visit(browser, site / "index.html", DESK) as visit:
        visit.page.click("th[data-key=name] button")
        assert visit.rows()[1:] == sorted(visit.rows()[1:], key=str.lower)
        visit.page.click("th[data-key=d3] button")
        assert visit.page.locator("th[data-key=d3]").get_attribute("aria-sort") == "descending"
        assert visit.page.evaluate("document.activeElement.closest('th').dataset.key") == "d3"
        first = visit.page.locator(".map tbody tr").first.inner_text()
        assert "Many" in first or "Finch" in first


def test_filters_stay_in_the_address(browser: Any, site: Path) -> None:
    """What is chosen can be sent as a link, and opens as it was."""
    with Visit(browser, site / "index.html", DESK) as visit:
        visit.page.click("[data-tier=closed]")
        address = visit.page.url
        assert re.search(r"#tier=closed$", address)
        visit.page.goto("about:blank")
        visit.page.goto(address)
        assert visit.rows() == ["example/Oracle-5"]


def test_it_can_be_used_with_the_keyboard(browser: Any, site: Path) -> None:
    """The first stop skips to the content; Enter on a tier filters by it, and the focus is seen."""
    with Visit(browser, site / "index.html", DESK) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.className") == "skip"
        visit.page.focus("[data-tier=closed]")
        visit.page.keyboard.press("Enter")
        assert visit.rows() == ["example/Oracle-5"]
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_print_holds_every_row(browser: Any, site: Path) -> None:
    """A printed list is whole, not one page of rows."""
    with Visit(browser, site / "index.html", DESK) as visit:
        visit.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert len(visit.rows()) == MANY + 7
        visit.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert len(visit.rows()) == 100


def test_a_model_is_two_steps_from_the_list(browser: Any, site: Path) -> None:
    """The list leads to the model's page, a verdict there to its evidence, and the page back to the list."""
    with Visit(browser, site / "index.html", DESK) as visit:
        visit.page.click("text=example/Lark-3.1-8B")
        assert visit.page.locator("h1").inner_text() == "example/Lark-3.1-8B"
        visit.page.click(".verdict .cite >> nth=0")
        assert visit.page.evaluate("document.querySelector(':target').id") == "e1"
        visit.page.click("text=All models")
        assert visit.page.url.endswith("index.html")
