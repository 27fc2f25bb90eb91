"""Figures beside their formulas: files next to a text, or inside a page.

Guarantee: a figure is exported only if what it is to show holds of its numbers, and the same figure has the same bytes every time.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure by its name, with its title, in which ``$…$`` is mathematics."""

    name: str
    title: str

    def file(self, ending: str) -> str:
        """Where a text expects the figure, from the folder in which the text stands."""
        return f"figures/{self.name}.{ending}"


class Misleading(Exception):
    """A figure does not show what it is about."""


def pictures_beside(entry: str) -> tuple[Picture, ...]:
    """The figures drawn from the formulas of an entry of the catalogue."""
    from numeric.figures import FIGURES

    found = [figure for figure in FIGURES if entry in figure.beside]
    wrong = [figure.name for figure in found if not figure.shows()]
    if wrong:
        raise Misleading(f"{entry}: not exported, for the figure {wrong[0]} does not show what it should")
    return tuple(Picture(figure.name, _title(figure.name)) for figure in found)


def contents(picture: Picture, ending: str) -> bytes:
    """The file of a picture: ``pdf``, ``svg`` or ``png``."""
    from numeric.figures.plotting import rendered

    return rendered(_drawing(picture.name), ending)


def inline(picture: Picture) -> str:
    """The picture as an address that holds all of it."""
    return f"data:image/svg+xml;base64,{b64encode(contents(picture, 'svg')).decode('ascii')}"


def plain_title(picture: Picture) -> str:
    """The title as words alone, said in place of the picture."""
    return picture.title.replace("$", "").replace("\\,", " ").replace("\\", "")


@cache
def _drawing(name: str) -> Any:
    from matplotlib import rc_context

    from numeric.figures import FIGURES
    from numeric.figures.plotting import STYLE

    with rc_context(STYLE):
        return next(figure for figure in FIGURES if figure.name == name).draw()


def _title(name: str) -> str:
    return ", ".join(filter(None, (panel.get_title() for panel in _drawing(name).axes)))
