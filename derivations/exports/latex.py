r"""LaTeX: ``aligned`` blocks with a column of reasons for papers, and a whole sheet of formulas ready for pdflatex.

The rows are the author's own; the relations are aligned, the reasons stand in a column of text to their right.  Mathematics in a reason
(``$…$``) stays mathematics.  A block needs ``amsmath`` and nothing else, a figure ``graphicx``.  A first row whose left side is long is
broken before its relation, a long side before one of its signs.  In a sheet a block that is still wider than the line is scaled to it,
so that nothing sticks out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from derivations.exports.relations import at_signs
from derivations.exports.sheets import Display, Line, Sheet
from derivations.exports.widths import width
from derivations.exports.words import capital, latex_words
from derivations.reporting.macros import insisted, offered

LONG_LEFT = 16
LONG_ROW = 46
LONG_RIGHT = 52
Cell = Callable[[int, str], str]

PREAMBLE = r"""\documentclass[a4paper,11pt]{article}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage{amsmath,amssymb,graphicx,needspace,xcolor}
\usepackage[margin=25mm]{geometry}
\usepackage[hidelinks]{hyperref}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\raggedbottom
\emergencystretch=3em
% Numbers of two digits fit into the table of contents.
\makeatletter
\renewcommand*{\l@subsection}{\@dottedtocline{2}{1.5em}{3.2em}}
\makeatother
"""
FITTED = r"""% A block that is wider than the line, or higher than it may be, is scaled down.
\newsavebox{\derivationbox}
\newcommand{\derivationfitted}[2]{%
  \sbox{\derivationbox}{$\displaystyle #2$}%
  \ifdim\wd\derivationbox>\linewidth
    \sbox{\derivationbox}{\resizebox{\linewidth}{!}{\usebox{\derivationbox}}}%
  \fi
  \ifdim\dimexpr\ht\derivationbox+\dp\derivationbox\relax>#1\relax
    \sbox{\derivationbox}{\resizebox*{!}{#1}{\usebox{\derivationbox}}}%
  \fi
  \usebox{\derivationbox}}
"""


def export_latex(sheet: Sheet) -> str:
    """All derivations: what is given as a comment and in words, then the block, for each.  To be put into a paper with ``\\input``."""
    macros = ["\n".join(map(offered, sheet.macros))] if sheet.macros else []
    return "\n\n".join([*macros, *(_fragment(display) for display in sheet.displays), *_pictures(sheet)]) + "\n"


def latex_document(sheets: Sequence[Sheet], title: str) -> str:
    """A document of its own with a table of contents."""
    parts = [PREAMBLE + FITTED, *own_macros(sheets), rf"\title{{{latex_words(title)}}}", r"\author{}",
             r"\date{}", r"\begin{document}", r"\maketitle", r"\tableofcontents"]
    for sheet in sheets:
        parts.append(rf"\needspace{{16\baselineskip}}\section{{{latex_words(capital(sheet.title))}}}")
        parts += [latex_words(f"Assumed: {', '.join(sheet.assumptions)}.")] if sheet.assumptions else []
        parts += [_section(display) for display in sheet.displays]
        parts += _pictures(sheet)
        parts += [rf"{{\footnotesize Source: {latex_words(', '.join(sheet.sources))}\par}}"] if sheet.sources else []
    return "\n\n".join([*parts, r"\end{document}"]) + "\n"


def own_macros(sheets: Iterable[Sheet]) -> list[str]:
    """The authors' macros for the preamble of a document of its own."""
    return ["\n".join(map(insisted, sheet.macros)) for sheet in sheets if sheet.macros]


def _fragment(display: Display) -> str:
    title, words = " ".join(display.title.split()), given_words(display)
    return "\n".join([*([f"% {title}"] if title else []), *([words] if words else []), "\\[", aligned(display), "\\]"])


def _pictures(sheet: Sheet) -> list[str]:
    """The figures of a sheet in a row; without a float, so that they stay beside their formulas."""
    share = 0.48 if len(sheet.pictures) > 1 else 0.6
    drawn = [rf"\includegraphics[width={share}\linewidth]{{{p.file('pdf')}}}" for p in sheet.pictures]
    return ["\n".join([r"\begin{center}", "\\hfill\n".join(drawn), r"\end{center}"])] if drawn else []


def _section(display: Display) -> str:
    lines = [rf"\needspace{{6\baselineskip}}\subsection{{{latex_words(capital(display.title))}}}"]
    if display.given or display.where or display.conventions:
        lines.append(rf"{{\small {given_words(display)}\par}}\nopagebreak")
    lines.append(rf"\[\derivationfitted{{0.8\textheight}}{{{aligned(display)}}}\]")
    lines.append(rf"{{\footnotesize\color{{gray}} {latex_words(provenance(display))}\par}}")
    return "\n".join(lines)


def given_words(display: Display, joint: str = r",\allowbreak{} ") -> str:
    """``Let …, where …`` in LaTeX."""
    parts = []
    if display.given:
        parts.append(f"Let {joint.join(f'${g}$' for g in display.given)}")
    if display.where:
        style = r"\displaystyle " if len(display.where) <= 2 else ""
        definitions = [f"${style}{w}$" for w in display.where]
        parts.append(f"{'where' if parts else 'Where'} {joint.join(definitions)}")
    if display.conventions:
        parts.append(f"{'in' if parts else 'In'} {latex_words(' and '.join(display.conventions))}")
    return ", ".join(parts) + "." if parts else ""


def provenance(display: Display) -> str:
    """How a derivation was proved and where it comes from, in words."""
    return _proved_from(display, display.origin)


def on_a_slide(display: Display, sheet: Sheet) -> str:
    """The same for a slide, which cites the literature rather than the numbers of the ledger."""
    return _proved_from(display, sheet.sources or display.origin)


def _proved_from(display: Display, origin: Sequence[str]) -> str:
    state = "Not verified: " + "; ".join(dict.fromkeys(display.problems)) if display.problems else (
        f"Proved by {', '.join(display.methods)}" if display.methods else "Proved")
    cited = f"From {', '.join(origin)}" if origin else ""
    return f"{state}. {cited}".rstrip(" .") + "."


# --- a block ----------------------------------------------------------------------------------


def aligned(display: Display, cell: Cell = lambda row, text: text, reason: Callable[[str], str] | None = None) -> str:
    """The lines as an ``aligned`` environment; ``cell`` may wrap what stands in a row, by its number, ``reason`` set a reason."""
    rows = [row for number, line in enumerate(display.lines) for row in _rows(number, line, cell, reason or _reason)]
    body = " \\\\\n  ".join(rows)
    return f"\\begin{{aligned}}\n  {body}\n\\end{{aligned}}"


def _rows(number: int, line: Line, cell: Cell, reason: Callable[[str], str]) -> list[str]:
    notes = _notes(line)
    last = f" && {cell(number, reason(notes))}" if notes else ""
    first, *rest = at_signs(line.right or line.left, LONG_RIGHT)
    if not line.right:
        rows = [f"& {cell(number, first)}"]
    elif line.left and width(line.left) > LONG_LEFT and width(line.left) + width(first) > LONG_ROW:
        start, *more = at_signs(line.left, LONG_RIGHT)
        rows = [rf"& {cell(number, start)}", *(rf"&\qquad {cell(number, part)}" for part in more), rf"&\qquad {cell(number, first)}"]
    else:
        rows = [f"{cell(number, line.left)} &{cell(number, first)}".lstrip()]
    rows += [rf"&\qquad {cell(number, part)}" for part in rest]
    return [*rows[:-1], rows[-1] + last]


def _notes(line: Line) -> str:
    """What stands beside a line: its reason, its conditions, and that it is not verified."""
    conditions = " and ".join(f"${c}$" for c in line.conditions)
    parts = [line.reason, f"if {conditions}" if conditions else ""]
    shown = ", ".join(filter(None, parts))
    return "; ".join(filter(None, (shown, f"NOT VERIFIED: {line.problem}" if line.problem else "")))


def _reason(words: str) -> str:
    return rf"\text{{({latex_words(words)})}}"


def titles(sheets: Iterable[Sheet]) -> str:
    """One title for several sheets."""
    found = [capital(sheet.title) for sheet in sheets]
    return found[0] if len(found) == 1 else "Formulas and their derivations"


