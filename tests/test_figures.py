"""The figures: each shows what it is about, each is drawn, and a graph with a link missing is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.catalogue import names
from derivations.cli import main
from numeric.figures import FIGURES, Figure, draw_all, figure_of
from numeric.figures.diagrams import Graph
from numeric.figures.plotting import rendered


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.name)
def test_a_figure_shows_what_it_is_about(figure: Figure) -> None:
    assert figure.shows()


def test_figures_are_written_as_svg_and_png(tmp_path: Path) -> None:
    written = draw_all(tmp_path, ("gradient-field", "unit"))
    assert sorted(p.name for p in written) == ["gradient-field.png", "gradient-field.svg", "unit.png", "unit.svg"]
    assert all(p.stat().st_size > 2000 for p in written)


def test_a_name_without_a_figure_is_an_error_of_the_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "-o", str(tmp_path), "bowel"]) == 2
    assert "gradient-field" in capsys.readouterr().err


def test_names_are_unique_and_ids_belong_to_one_figure() -> None:
    names, ids = [f.name for f in FIGURES], [i for f in FIGURES for i in f.ids]
    assert len(set(names)) == len(names) and len(set(ids)) == len(ids)
    assert figure_of("S000-15") is not None and figure_of("S000-14") is None


def test_every_node_is_joined_to_every_node_of_the_next_column() -> None:
    graph = Graph((("a", "b"), ("c", "d", "e"), ("f",)))
    assert graph.complete() and len(graph.edges()) == 2 * 3 + 3


def test_a_figure_has_the_same_bytes_whenever_it_is_drawn() -> None:
    figure = next(f for f in FIGURES if f.name == "unit")
    for ending in ("svg", "pdf", "png"):
        assert rendered(figure.draw(), ending) == rendered(figure.draw(), ending)


def test_figures_stand_beside_entries_that_exist() -> None:
    assert {entry for figure in FIGURES for entry in figure.beside} <= set(names())
