"""How large the page of 5,000 models is, how long it takes to make, and how long a browser takes to show and filter it.

python tests/bench/bench_html.py [RECORDS.jsonl]    with records of your own, repeated until there are 5,000
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from openaudit.audit import audit
from openaudit.record import AuditRecord
from openaudit.record.filed import read_records
from openaudit.report.html import HtmlFormatter
from tests.support import frameworks, records
from tests.support.records import change

COUNT = 5_000
PAGES = 100
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
_TYPE = """async (words) => {
  const field = document.getElementById("q"); field.value = words;
  const begin = performance.now(); field.dispatchEvent(new Event("input"));
  document.body.getBoundingClientRect();
  return performance.now() - begin;
}"""


def given() -> list[AuditRecord]:
    if len(sys.argv) > 1:
        return read_records(Path(sys.argv[1]).read_bytes(), sys.argv[1])
    return [*records.all_kinds(), audit(frameworks.full()), audit(frameworks.bare())]


def many(found: list[AuditRecord]) -> list[AuditRecord]:
    chosen = [found[n % len(found)] for n in range(COUNT)]
    return [change(r, subject=change(r.subject, id=f"{r.subject.id}-{n}")) for n, r in enumerate(chosen)]


def show(file: Path) -> None:
    if CHROMIUM is None:
        print("no Chromium: not shown in a browser")
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  comes with an extra

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        begin = time.perf_counter()
        page.goto(file.as_uri())
        page.wait_for_selector(".map tbody tr")
        print(f"browser: shown after {time.perf_counter() - begin:.2f} s")
        took = [page.evaluate(_TYPE, words) for words in ("e", "ex", "exa", "exam", "4999", "")]
        print(f"browser: a filter applied and drawn in {median(took):.0f} ms (slowest {max(took):.0f} ms)")
        browser.close()


def main() -> None:
    """Print the figures."""
    found = many(given())
    begin = time.perf_counter()
    text = HtmlFormatter().format(found)
    print(f"list of {COUNT:,} models: {len(text.encode()) / 1e6:.2f} MB in {time.perf_counter() - begin:.2f} s")
    begin = time.perf_counter()
    sizes = [len(HtmlFormatter().format([record]).encode()) for record in found[:PAGES]]
    each = (time.perf_counter() - begin) / PAGES
    print(f"page of one model: {median(sizes) / 1e3:.0f} kB (largest {max(sizes) / 1e3:.0f} kB) in {each * 1e3:.1f} ms")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.html"
        file.write_text(text, encoding="utf-8", newline="\n")
        show(file)


if __name__ == "__main__":
    main()
