r"""Beamer: one derivation a frame, its rows uncovered one after the other, each with its reason.

``pdflatex`` compiles the deck as it is.  A derivation that is too high for a frame goes on in the
next.  A block that is still wider than the frame, or higher than the room under the title, is scaled down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derivations.exports.latex import FITTED, LONG_LEFT, LONG_ROW, aligned, given_words, on_a_slide, own_macros
from derivations.exports.pictures import Picture
from derivations.exports.sheets import Display, Line, Sheet
from derivations.exports.widths import width
from derivations.exports.words import capital, latex_words

LONG_REASON = 30
ROWS = 20  # lines of text in the height of a frame
PREAMBLE = r"""\documentclass[aspectratio=169,12pt]{beamer}
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage{amsmath,amssymb}
\usefonttheme[onlymath]{serif}
\setbeamertemplate{navigation symbols}{}
\setbeamertemplate{footline}[frame number]
\setbeamercolor{frametitle}{fg=black}
\setbeamerfont{frametitle}{series=\bfseries,size=\large}
\definecolor{reason}{RGB}{0,90,140}
\definecolor{alarm}{RGB}{190,20,20}
\setlength{\jot}{6pt}
\newcommand{\derivationspread}{\par\vskip0pt plus 9filll}
"""


def export_beamer(sheets: Sequence[Sheet], title: str) -> str:
    """A deck: a title page, for several sheets a section each, and a frame a derivation."""
    parts = [r"\begin{frame}[plain]\titlepage\end{frame}"]
    for sheet in sheets:
        if len(sheets) > 1:
            parts.append(rf"\section{{{latex_words(capital(sheet.title))}}}")
        parts += [_frame(part, sheet) for display in sheet.displays for part in _parts(display, sheet)]
        parts += [_picture(picture) for picture in sheet.pictures]
    total = sum(part.startswith(r"\begin{frame}") for part in parts)
    before = [PREAMBLE + FITTED, *own_macros(sheets), rf"\title{{{latex_words(title)}}}", r"\author{}", r"\date{}", r"\begin{document}",
              rf"\renewcommand{{\inserttotalframenumber}}{{{total}}}"]
    return "\n\n".join([*before, *parts, r"\end{document}"]) + "\n"


def _parts(display: Display, sheet: Sheet) -> list[Display]:
    """A derivation that is too high for a frame goes on in further ones, which say so and do not repeat what is given."""
    parts: list[list[Line]] = [[]]
    room = _room(display, sheet) * ROWS
    for line in display.lines:
        if parts[-1] and sum(map(_height, [*parts[-1], line])) > room:
            parts.append([])
            room = 0.66 * ROWS
        parts[-1].append(line)
    first, *rest = parts
    following = replace(display, title=f"{display.title} (continued)", given=(), where=(), conventions=())
    return [replace(display, lines=tuple(first)), *(replace(following, lines=tuple(part)) for part in rest)]


def _height(line: Line) -> float:
    """Roughly how high a row is, in lines of text."""
    matrices = [body.count(r"\\") for body in line.latex.split(r"\begin")]
    if max(matrices):
        return 2.0 + max(matrices)
    large = any(command in line.latex for command in (r"\frac", r"\dfrac", r"\sum", r"\prod", r"\int"))
    broken = line.left and width(line.left) > LONG_LEFT and width(line.left) + width(line.right) > LONG_ROW
    return (2.2 if large else 1.2) * (2 if broken else 1)


def _frame(display: Display, sheet: Sheet) -> str:
    """What is given on top, the rows in the middle, at the bottom how they were proved and where they come from."""
    lines = [rf"\begin{{frame}}[t]\frametitle{{{latex_words(capital(display.title or sheet.title))}}}"]
    words = given_words(display)
    if words:
        lines.append(rf"{{\footnotesize\raggedright {words}\par}}")
    rows = aligned(display, _uncovered, _reason)
    lines.append(rf"\derivationspread\[\derivationfitted{{{_room(display, sheet):.2f}\textheight}}{{{rows}}}\]\derivationspread")
    colour = "alarm" if display.problems else "gray"
    lines.append(rf"{{\scriptsize\color{{{colour}}} {latex_words(on_a_slide(display, sheet))}\par}}")
    return "\n".join([*lines, r"\end{frame}"])


def _picture(picture: Picture) -> str:
    """A figure on a frame of its own, after the formulas that it is drawn from."""
    return "\n".join([
        rf"\begin{{frame}}\frametitle{{{latex_words(capital(picture.title))}}}",
        rf"\centering\includegraphics[width=\linewidth,height=0.8\textheight,keepaspectratio]{{{picture.file('pdf')}}}\par",
        r"\end{frame}"])


def _room(display: Display, sheet: Sheet) -> float:
    """The part of a frame's height that is left to the rows, estimated from how much is said around them."""
    given = width(", ".join((*display.given, *display.where)))
    around = 0.06 * (given > 0) + 0.06 * (given // 60) + 0.05 * bool(display.where) + 0.05 * (len(on_a_slide(display, sheet)) // 90)
    return max(0.35, 0.66 - around)


def _uncovered(row: int, text: str) -> str:
    """The contents of a cell, seen from the slide of its row on."""
    return rf"\uncover<{row + 1}->{{{text}}}" if text and row else text


def _reason(words: str) -> str:
    """A reason in its colour; a long one is broken into lines."""
    colour = "alarm" if "NOT VERIFIED" in words else "reason"
    text = rf"\footnotesize\color{{{colour}}}{latex_words(words)}"
    return rf"\text{{\parbox{{0.3\linewidth}}{{\raggedright{text}}}}}" if width(words) > LONG_REASON else rf"\text{{{text}}}"
