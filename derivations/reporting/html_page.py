"""The frame of every page: styles, KaTeX with its fonts, and the script, all inside one file that opens offline.

Guarantee: a page loads nothing from anywhere; its content security policy forbids it.  Formulas stand in the page as LaTeX, and are
rendered when it opens; one that KaTeX does not know stays as LaTeX, marked.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable

from derivations.reporting.macros import plain

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; img-src data:"
_WORDS_PART = re.compile(r"(\$[^$]+\$)")


def page(title: str, body: str, styles: str = "", scripts: Sequence[str] = ()) -> str:
    """A whole HTML file around a body; its own styles and scripts come after those of every page."""
    own = "\n".join(f"<script>{script}</script>" for script in scripts)
    assets = files("derivations.reporting")
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{escape(title.replace("$", ""))}</title>
<style>{_katex_styles()}</style>
<style>
{(assets / "page.css").read_text(encoding="utf-8")}
{styles}</style>
</head>
<body>
{body}
<script>{(assets / "katex" / "katex.min.js").read_text(encoding="utf-8")}</script>
<script>
{(assets / "page.js").read_text(encoding="utf-8")}</script>
{own}
</body>
</html>
"""


@cache
def _katex_styles() -> str:
    """KaTeX's style sheet with its WOFF2 fonts inside."""
    folder = files("derivations.reporting") / "katex"
    styles = (folder / "katex.min.css").read_text(encoding="utf-8")
    return re.sub(r"src:url\(fonts/([\w-]+\.woff2)\)[^;}]*", lambda m: f"src:{_font(folder / 'fonts' / m.group(1))}", styles)


def _font(path: Traversable) -> str:
    return f'url(data:font/woff2;base64,{b64encode(path.read_bytes()).decode("ascii")}) format("woff2")'


def math(latex: str) -> str:
    """A formula, rendered when the page opens; a long one is broken where there is no more room."""
    return f'<span class="math">{escape(latex)}</span>'


def words(text: str) -> str:
    """Text in which ``$…$`` is mathematics."""
    return "".join(math(part[1:-1]) if k % 2 else escape(part) for k, part in enumerate(_WORDS_PART.split(text)))


def macros_attribute(macros: Iterable[str]) -> str:
    """The author's macros for the formulas inside an element."""
    known = [plain(macro) for macro in macros]
    return f' data-macros="{escape(json.dumps(known))}"' if known else ""
