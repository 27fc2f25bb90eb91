"""The report opens offline in a browser without a complaint, renders every formula, and filters by click and by key."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from derivations.catalogue import load
from derivations.cli import main
from derivations.documents.items import ALWAYS_FAILING
from derivations.documents.judging import check_document
from derivations.documents.loading import markdown_document
from derivations.exports.deck import export_deck
from derivations.exports.html import export_html
from derivations.exports.pictures import pictures_beside
from derivations.exports.sheets import entry_sheet
from derivations.reporting.html_report import report_page
from symbolic.verdicts import Proved

NOTE = r"""# A <b>note</b> & more

$$
\newcommand{\half}{\frac{1}{2}}
\half x + \half x = x
$$

$$
\begin{aligned}
\left(x + 1\right)^2 &= x^2 + 2x + 1 && \text{(squared)} \\
&= x^2 + 1
\end{aligned}
$$

$$
\frac{x^2 - 1}{x - 1} = x + 1
$$

$$
x = \unknown{
$$

## Definitions

$$
f(x) := x^2
$$
"""


def report(text: str = NOTE) -> str:
    document = markdown_document(text, Path("<note>.md"))
    return report_page([(document, check_document(document))], ALWAYS_FAILING)


def test_every_step_has_its_verdict_and_its_evidence() -> None:
    page = report()
    verdicts = re.findall(r'<details class="[^"]*" data-verdict="(\w+)"', page)
    assert verdicts == ["proved", "proved", "refuted", "conditional", "unreadable", "definition"]
    for evidence in ("<dt>method", "<dt>condition", "<dt>at<", "<dt>left side", "<dt>read as", "squared", "1 step failed"):
        assert evidence in page


def test_what_the_author_wrote_is_escaped() -> None:
    page = report()
    body = page[page.index("<body>") : page.index("<script>")]
    assert "<b>note</b>" not in body
    assert "<note>" not in body


def test_a_page_names_nothing_outside_itself() -> None:
    page = report()
    assert "default-src 'none'" in page
    styles_and_body = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#|data:)|url\((?!data:)|@import", styles_and_body)


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    target = tmp_path / "report.html"
    assert main(["check", str(tmp_path / "note.md"), "--output-format", "html", "-o", str(target)]) == 1
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert main(["check", str(tmp_path / "note.md"), "-o", str(target)]) == 2


# --- in a browser -----------------------------------------------------------------------------

WATCH = """<script>
window.faults = [];
addEventListener("error", (event) => faults.push(String(event.message)));
addEventListener("securitypolicyviolation", (event) => faults.push("policy: " + event.violatedDirective));
console.error = console.warn = (...words) => faults.push(words.join(" "));
</script>"""
ACT = """<script>
(async () => {
const shown = () => [...document.querySelectorAll("details.step")].filter((s) => !s.hidden && s.offsetParent).map((s) => s.dataset.verdict);
const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const found = { faults, raw: [...document.querySelectorAll(".math.raw")].map((e) => e.textContent),
  rendered: document.querySelectorAll(".math .katex").length, formulas: document.querySelectorAll(".math").length,
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth };
ACTIONS
document.body.dataset.found = JSON.stringify(found);
})();
</script>"""
FILTERS = """
const filter = (word) => document.querySelector(`[data-filter="${word}"]`);
found.all = shown().length;
filter("refuted").click(); found.refuted = shown(); found.pressed = filter("refuted").getAttribute("aria-pressed");
filter("conditional").click(); found.both = shown();
press("a"); found.again = shown().length;
press("n"); found.focused = document.activeElement.closest("details").dataset.verdict;
press("j"); found.next = document.activeElement.closest("details").dataset.verdict;
press("k"); found.back = document.activeElement.closest("details").dataset.verdict;
document.activeElement.click(); found.closed = !document.activeElement.closest("details").open;
document.getElementById("theme").click(); found.theme = document.documentElement.dataset.theme;
"""


STEPS = """
while (!Reveal.isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
const shownRows = () => Reveal.getCurrentSlide().querySelectorAll(".right:not(.fragment), .right.fragment.visible").length;
const right = () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", keyCode: 39, bubbles: true }));
right(); found.first = shownRows(); right(); found.second = shownRows();
found.sticking = [];
for (let slide = 1; slide < Reveal.getTotalSlides(); slide++) {
  Reveal.slide(slide);
  const at = Reveal.getCurrentSlide(), rows = at.querySelector(".rows");
  if (rows.scrollWidth > rows.clientWidth + 2 || at.scrollHeight > 722) found.sticking.push(at.querySelector("h2").textContent);
}
"""


def opened(page: str, folder: Path, actions: str = "", width: int = 1280) -> dict[str, object]:
    """What a headless browser finds on a page after some actions."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("needs Chromium (Debian: chromium)")
    watched = page.replace("<head>", "<head>" + WATCH, 1).replace("</body>", ACT.replace("ACTIONS", actions) + "</body>", 1)
    (folder / "page.html").write_text(watched, encoding="utf-8")
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
               f"--window-size={width},900", "--virtual-time-budget=3000", "--dump-dom", f"file://{folder / 'page.html'}"]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    match = re.search(r'data-found="([^"]*)"', dom)
    assert match is not None, dom[-500:]
    found: dict[str, object] = json.loads(unescape(match.group(1)))
    return found


def test_the_report_works_in_a_browser_by_click_and_by_key(tmp_path: Path) -> None:
    found = opened(report(), tmp_path, FILTERS)
    assert found["faults"] == []
    assert found["raw"] == []
    assert found["rendered"] == found["formulas"] != 0
    assert found["all"] == found["again"] == 6
    assert found["refuted"] == ["refuted"] and found["pressed"] == "true"
    assert found["both"] == ["refuted", "conditional"]
    assert (found["focused"], found["next"], found["back"]) == ("refuted", "conditional", "refuted")
    assert found["closed"] is True
    assert found["theme"] in ("light", "dark")


@pytest.mark.parametrize("width", [500, 1280])
def test_a_page_of_the_catalogue_renders_and_fits_its_window(tmp_path: Path, width: int) -> None:
    names = ("sigmoid", "hidden_layer", "softmax_cross_entropy", "error_split", "gelu")
    sheets = [entry_sheet(load(name), lambda steps: iter([(Proved("nothing"), 0.0)] * len(steps))) for name in names]
    sheets[0] = replace(sheets[0], pictures=pictures_beside("sigmoid"))
    look = "found.pictures = [...document.images].map((i) => i.naturalWidth > 0);"
    found = opened(export_html(sheets, "Formulas"), tmp_path, look, width)
    assert found["pictures"] == [True]
    assert found["faults"] == [] and found["raw"] == []
    assert found["rendered"] == found["formulas"] != 0
    assert found["wide"] == 0


def test_a_deck_opens_offline_and_its_rows_appear_one_after_the_other(tmp_path: Path) -> None:
    names = ("sigmoid", "hidden_layer", "output_layer", "xor", "descent")
    sheets = [entry_sheet(load(name), lambda steps: iter([(Proved("nothing"), 0.0)] * len(steps))) for name in names]
    found = opened(export_deck(sheets, "Formulas"), tmp_path, STEPS)
    assert found["faults"] == [] and found["raw"] == []
    assert found["rendered"] == found["formulas"] != 0
    assert (found["first"], found["second"]) == (1, 2)
    assert found["sticking"] == []


def test_a_page_shows_the_formula_that_cannot_be_read_without_the_prose_around_it() -> None:
    document = markdown_document("Prose with $f(x) = \\foo x + 1$ and more prose, $a < \\foo b$ too.\n", Path("note.md"))
    page = report_page([(document, check_document(document))], ALWAYS_FAILING)
    assert r"<code>f(x) = <mark>\foo</mark> x + 1</code>" in page and r"<code>a &lt; <mark>\foo</mark> b</code>" in page
    assert "more prose" not in page
