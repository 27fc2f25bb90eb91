r"""Ranges of indices as prose writes them: ``i \in \{1, \dots, n\}``, ``i = 1, \dots, n``, ``i = 1:n``, ``1 \le i \le n``, ``0 \le i < n``.

A sentence that lets ``p_i > 0`` for such a range speaks of a family with that range: the range belongs to the
declaration, and what follows it in the sentence still belongs to the let.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

LETTERS = r"([a-zA-Z](?:\s*,\s*[a-zA-Z])*)"
DOTS = r"\\(?:dots|ldots|cdots|dotsc)"
FORMS = (
    re.compile(rf"\s*{LETTERS}\s*\\in\s*\\\{{(.*)\\\}}\s*"),
    re.compile(rf"\s*{LETTERS}\s*=\s*(\d+\s*,(?:\s*\d+\s*,)*\s*{DOTS}(?:\s*,.+)?)\s*"),
    re.compile(rf"\s*{LETTERS}\s*=\s*(?P<from>\d+)\s*:\s*(?P<to>[A-Za-z](?:_\w|_\{{\w+\}})?|\d+)\s*"),
    re.compile(rf"\s*(?P<low>\d+)\s*\\leq?(?:slant)?\s*{LETTERS}\s*(?P<below><|\\lt|\\leq?(?:slant)?)\s*(?P<high>[^,<>=]+)"),
)
COUNTING = frozenset("ijklmn")
"""Letters that count where they lie between two bounds; others may be any number, ``0 \\le t \\le 1``, unless they stand as indices."""
SUBSCRIPT = re.compile(r"_(?:\{([^{}]*)\}|([a-zA-Z]))")

MEMBER = re.compile(r"(\\?[A-Za-z]+)_(?:\{\s*([a-zA-Z])\s*\}|([a-zA-Z]))")
NAME = r"(?:\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde)\s*\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+)"
LIST = re.compile(rf"\s*\(?\s*{MEMBER.pattern}(?:\s*,\s*{MEMBER.pattern})*\s*\)?\s*")
COUNTED = re.compile(r"([a-zA-Z]) \\in \\\{1,\s*(?:2\s*,\s*)?\\[a-z]*dots[a-z]*\s*,\s*([a-zA-Z])\s*\\\}")
WHOLE = re.compile(
    rf"\s*(?:&\s*)?(?P<name>{NAME})\s*(?:&\s*)?:?=\s*(?:\\[lb]igg?l?|\\left)?[(\[]\s*(?P=name)_\{{?1\}}?\s*,(?:\s*(?P=name)_\{{?2\}}?\s*,)?"
    rf"\s*{DOTS}\s*,\s*(?P=name)_(?:\{{(?P<braced>[^{{}}]+)\}}|(?P<bare>[A-Za-z]))\s*(?:\\[rb]igg?r?|\\right)?[)\]]"
    r"\s*(?:\^\s*\{?\s*(?:\\top|T)\s*\}?)?\s*[.,;]?\s*")
RUN = re.compile(r"\\(?:sum|prod)(?:\\limits)?\s*_\{\s*([a-zA-Z])\s*=\s*1\s*\}\s*\^\s*(?:\{([^{}]+)\}|(\w))")


def subscripts(sources: Iterable[str]) -> set[str]:
    """The letters that stand in subscripts."""
    found = (pair for source in sources for pair in SUBSCRIPT.findall(source))
    return {letter for braced, bare in found for letter in re.findall(r"[a-zA-Z]", braced or bare)}


def index_range(latex: str, indices: Collection[str] = ()) -> str | None:
    r"""The formula as ``i \in \{…\}`` if it is the range of an index, or of several; ``indices`` are letters known to be indices."""
    for form in FORMS:
        found = form.fullmatch(latex)
        if found is None:
            continue
        if "from" in found.groupdict():
            return rf"{found[1]} \in \{{{found['from']}, \dots, {found['to']}\}}"
        if "low" in found.groupdict():
            letters, unit = {c.strip() for c in found[2].split(",")}, (found["low"], found["high"].strip()) == ("0", "1")
            if not letters <= {*indices, *(COUNTING if not unit else ())}:
                return None
            high = found["high"].strip()
            if not found["below"].startswith(r"\le"):
                if high.isdigit() or not re.fullmatch(r"[\w{}+\-\s]+", high):
                    return None
                high += " - 1"
            return rf"{found[2]} \in \{{{found['low']}, \dots, {high}\}}"
        return rf"{found[1]} \in \{{{found[2]}\}}"
    return None


def listed_entries(latex: str) -> tuple[str, str] | None:
    r"""The name and the length of what a formula says to be made of its entries: ``z = (z_1, \dots, z_K)``."""
    found = WHOLE.fullmatch(latex)
    return (found["name"], found["braced"] or found["bare"]) if found is not None else None


def with_ranges(latex: str, others: Iterable[str]) -> str:
    """The declaration with the ranges, among other formulas of its sentence, of the letters that stand in its subscripts."""
    used = subscripts([latex])
    ranges = [r for o in others if (r := index_range(o, used)) is not None and used & set(re.findall(r"[a-zA-Z]", r.split(r"\in")[0]))]
    return ", ".join((latex, *ranges)) if index_range(latex, used) is None else latex


def for_all(latex: str, index: str) -> str:
    r"""The declaration for all values of an index that stands in its subscripts: ``…, \forall n``."""
    letters = [c for c in re.split(r"\\in|=", index)[0].split(",") if re.fullmatch(r"\s*[a-zA-Z]\s*", c)]
    used = subscripts([latex])
    return ", ".join((latex, *(rf"\forall {c.strip()}" for c in letters if c.strip() in used)))


def count_in_sums(name: str, sources: Iterable[str]) -> str | None:
    r"""How many entries a family has by the sums over them, ``\sum_{k=1}^K t_k``; None where these do not agree."""
    counts = set()
    for source in sources:
        for run in RUN.finditer(source):
            entry = rf"(?<![A-Za-z\\]){re.escape(name)}_(?:{run[1]}(?![A-Za-z])|\{{\s*{run[1]}\s*\}})"
            if re.search(entry, source[run.end() :]):
                counts.add((run[2] or run[3]).strip())
    return counts.pop() if len(counts) == 1 else None


def counted(formulas: Iterable[str]) -> list[str]:
    r"""Sums over the members that one formula of a sentence lists for the range in another: ``(x_i, y_i)``, ``i = 1, \dots, n``."""
    formulas = tuple(formulas)
    ranges = [found for f in formulas if (found := COUNTED.fullmatch(index_range(f, subscripts(formulas)) or "")) is not None]
    members = [m for f in formulas if LIST.fullmatch(f) for m in MEMBER.findall(f)]
    return [rf"\sum_{{{r[1]}=1}}^{{{r[2]}}} {name}_{r[1]}" for r in ranges for name, braced, bare in members if (braced or bare) == r[1]]
