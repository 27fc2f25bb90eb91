"""Nodes and links as pictures: nerve cell, units, layers, passes of training.

A :class:`Graph` is a sequence of columns; that every node is joined to every node of the next column, and to no other, follows from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Graph:
    """Columns of labelled nodes; every node is joined to every node of the next column, with a label of the link if there is one."""

    columns: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()
    title: str = ""
    backward: bool = False

    def edges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """Pairs of nodes, each (column, place)."""
        return [((c, i), (c + 1, j)) for c, (a, b) in enumerate(zip(self.columns, self.columns[1:], strict=False))
                for i in range(len(a)) for j in range(len(b))]

    def complete(self) -> bool:
        """Whether there are as many links as pairs, none doubled and none against the direction."""
        edges = self.edges()
        pairs = sum(len(a) * len(b) for a, b in zip(self.columns, self.columns[1:], strict=False))
        return len(set(edges)) == len(edges) == pairs and all(a[0] < b[0] for a, b in edges)


def _place(graph: Graph, column: int, place: int) -> tuple[float, float]:
    nodes = len(graph.columns[column])
    return 2.2 * column, 1.0 * ((nodes - 1) / 2 - place)


def _half_width(label: str) -> float:
    """Half of the width of a node in points, roughly."""
    shown = re.sub(r"\\hat |[$_{}]", "", label).replace(r"\sum", "S")
    return 15 + 3.2 * max(len(shown) - 2, 0)


def draw_graph(graph: Graph) -> Any:
    """The figure of a graph; of errors that go back the arrows point to the left."""
    from numeric.figures.plotting import BLUE, RED, new_figure

    wide, high = len(graph.columns), max(len(c) for c in graph.columns)
    figure, (panel,) = new_figure(size=(max(4.5, 1.9 * wide), max(2.4, 1.0 * high + 0.8)))
    colour = RED if graph.backward else "0.45"
    for a, b in graph.edges():
        tail, head = (b, a) if graph.backward else (a, b)
        gaps = [_half_width(graph.columns[c][i]) + 3 for c, i in (tail, head)]
        panel.annotate("", xy=_place(graph, *head), xytext=_place(graph, *tail), arrowprops={
            "arrowstyle": "-|>", "color": colour, "linewidth": 1.2, "shrinkA": gaps[0], "shrinkB": gaps[1], "mutation_scale": 14})
    for c, label in enumerate(graph.links):
        top = (max(len(graph.columns[c]), len(graph.columns[c + 1])) - 1) / 2 + 0.42
        panel.text(2.2 * c + 1.1, top, label, ha="center", va="center", color=colour)
    for c, column in enumerate(graph.columns):
        for i, label in enumerate(column):
            shape = "circle,pad=0.35" if _half_width(label) < 18 else "round,pad=0.45"
            box = {"boxstyle": shape, "facecolor": "white", "edgecolor": BLUE, "linewidth": 1.8}
            panel.text(*_place(graph, c, i), label, ha="center", va="center", bbox=box, fontsize=11)
    panel.set(xlim=(-0.8, 2.2 * (wide - 1) + 0.8), ylim=(-(high - 1) / 2 - 0.75, (high - 1) / 2 + 0.85), title=graph.title)
    panel.axis("off")
    return figure


# Name, graph, ledger ids, and the entries of the catalogue beside which it stands.
GRAPHS = {
    "neuron": (Graph((("dendrite 1", "dendrite 2", "dendrite 3"), ("cell body",), ("axon",), ("synapse",)),
                     title="a nerve cell: many inputs, one output"), ("S000-01",), ()),
    "single-layer": (Graph((("$x_1$", "$x_2$", "$x_3$"), ("$y_1$", "$y_2$")), ("$w_{kj}$",), "one layer"), ("S000-63",), ("single_layer",)),
    "hidden-layer": (Graph((("$x_1$", "$x_2$", "$x_3$"), ("$h_1$", "$h_2$"), ("$y_1$", "$y_2$")), ("$v_{ji}$", "$w_{kj}$"),
                           "one hidden layer"), ("S000-74",), ("hidden_layer",)),
    "unit": (Graph((("$x_1$", "$x_2$", "$x_3$"), (r"$\sum + b$",), ("$g$",), (r"$\hat y$",)), ("$w_i$", "$z$", "$a$"), "one unit"),
             ("S002-11",), ("layers",)),
    "passes": (Graph((("$X$",), ("$Z, A$",), ("$J$",), ("$dZ, dA$",), ("$dW, db$",)), ("forward", "loss", "backward", "slopes"),
                     "one step of training"), ("S002-48",), ("batch_layer",)),
    "machine": (Graph((("input",), ("process",), ("output",)), title="a machine"), ("S004-01",), ()),
    "three-layers": (Graph((("1", "2", "3"),) * 3, ("$w_{j,k}$", "$w_{j,k}$"), "three layers of three nodes"),
                     ("S004-24",), ("forward_examples",)),
    "errors-back": (Graph((("$e_{i1}$", "$e_{i2}$"), ("$e_{h1}$", "$e_{h2}$"), ("$e_1$", "$e_2$")), ("$w_{ij}$", "$w_{jk}$"),
                          "errors sent back", True), ("S004-32",), ("hidden_layer",)),
}
