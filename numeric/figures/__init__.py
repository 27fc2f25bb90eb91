"""The figures of the course, drawn from formulas and runs: each is a row of a table ``FIGURES``.

A figure is drawn from numbers, and ``shows`` says of these numbers whether they are what the figure is about: the surface has its minimum
where the mark stands, the path ends in the valley, every node is joined to every node of the next layer.  Style and colours are those of
:mod:`numeric.figures.plotting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from numeric.figures import boundaries, curves, landscapes
from numeric.figures.diagrams import GRAPHS, draw_graph
from numeric.figures.figure import Figure as Figure

FIGURES: tuple[Figure, ...] = (
    *landscapes.FIGURES,
    *curves.FIGURES,
    *boundaries.FIGURES,
    *(Figure(name, partial(draw_graph, graph), graph.complete, ids, beside=beside)
      for name, (graph, ids, beside) in GRAPHS.items()),
)


def figure_of(id: str) -> Figure | None:
    """The figure that reconstructs a row of the ledger."""
    return next((f for f in FIGURES if id in f.ids), None)


def draw_all(folder: Path, names: Sequence[str] = (), formats: Sequence[str] = ("svg", "png")) -> list[Path]:
    """Draw all figures, or those named, into a folder."""
    from matplotlib import rc_context

    from numeric.figures.plotting import STYLE, save

    written = []
    for figure in FIGURES:
        if not names or figure.name in names:
            with rc_context(STYLE):
                drawing = figure.draw()
            written += [save(drawing, folder / f"{figure.name}.{ending}") for ending in formats]
    return written
