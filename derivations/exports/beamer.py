r"""Beamer: one derivation a frame, its rows uncovered one after the other, each with its reason.

``pdflatex`` compiles the deck as it is.  A block wider than the frame, or higher than the room under the title, is scaled down.
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations.exports.latex import FITTED, aligned, given_words, provenance
from derivations.exports.sheets import Display, Sheet
from derivations.exports.words import capital, latex_words

PREAMBLE = r"""\documentclass[aspectratio=169,11pt]{beamer}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage{amsmath,amssymb}
\usefonttheme[onlymath]{serif}
\setbeamertemplate{navigation symbols}{}
\setbeamertemplate{footline}[frame number]
\setbeamercolor{frametitle}{fg=black}
\setbeamerfont{frametitle}{series=\bfseries,size=\large}
\definecolor{reason}{RGB}{0,90,140}
\definecolor{alarm}{RGB}{190,20,20}
"""


def export_beamer(sheets: Sequence[Sheet], title: str) -> str:
    """A deck: a title page, for several sheets a section each, and a frame a derivation."""
    parts = [PREAMBLE + FITTED, *("\n".join(sheet.macros) for sheet in sheets if sheet.macros), rf"\title{{{latex_words(title)}}}",
             r"\author{}", r"\date{}", r"\begin{document}", r"\begin{frame}[plain]\titlepage\end{frame}"]
    for sheet in sheets:
        if len(sheets) > 1:
            parts.append(rf"\section{{{latex_words(capital(sheet.title))}}}")
        parts += [_frame(display, sheet) for display in sheet.displays]
    return "\n\n".join([*parts, r"\end{document}"]) + "\n"


def _frame(display: Display, sheet: Sheet) -> str:
    lines = [rf"\begin{{frame}}\frametitle{{{latex_words(capital(display.title or sheet.title))}}}"]
    words = given_words(display)
    if words:
        lines.append(rf"{{\footnotesize\raggedright {words}\par}}\medskip")
    height = max(0.35, 0.66 - 0.07 * (len(words) > 0) - 0.02 * (len(words) // 60))
    lines.append(rf"\[\fitted{{{height:.2f}\textheight}}{{{aligned(display, _uncovered, _reason)}}}\]")
    colour = "alarm" if display.problems else "gray"
    sources = f" {', '.join(sheet.sources)}" if sheet.sources and not display.origin else ""
    lines.append(rf"\vfill{{\tiny\color{{{colour}}} {latex_words(provenance(display) + sources)}\par}}")
    return "\n".join([*lines, r"\end{frame}"])


def _uncovered(row: int, text: str) -> str:
    """The contents of a cell, seen from the slide of its row on."""
    return rf"\uncover<{row + 1}->{{{text}}}" if text and row else text


def _reason(words: str) -> str:
    colour = "alarm" if "NOT VERIFIED" in words else "reason"
    return rf"\text{{\footnotesize\color{{{colour}}}{latex_words(words)}}}"
