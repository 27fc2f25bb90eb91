"""Every formula is found where it stands: the text at its place in the file is the text of the formula."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from derivations.documents.judging import check_document
from derivations.documents.loading import find_documents, load, markdown_document
from derivations.documents.model import Document, DocumentError, Heading, Instruction, Math, Words


def maths(document: Document) -> list[str]:
    return [p.text.source.strip() for p in document.pieces if isinstance(p, Math)]


def assert_places_are_exact(document: Document) -> None:
    """Each line of each formula and instruction is at its place in the file."""
    pieces = [p for p in document.pieces if isinstance(p, (Math, Instruction))]
    assert pieces
    for piece in pieces:
        for line, start in zip(piece.text.written(0, len(piece.text.source)).split("\n"), piece.text.starts, strict=True):
            assert document.line_at(start)[start.column - 1 :].startswith(line), (start, line)


MARKDOWN = r"""---
math:
  '\R': '\mathbb{R}'
  "\\half": ["\\frac{#1}{2}", 1]
---
# A title with $t$

Inline $a + b$ and \(c\), a price of $5 or $6, code `$no$`, and $$d = 1$$ in a line.

> A quote
> $$
> e = f
>   = g
> $$ (quoted)

- item
  $$
  h = 1
    - 2
  $$
- \[ i = j \]
- \\( t = u \\) and \\[ v = w \\]

\begin{align*}
k &= l \\
  &= m
\end{align*}

```math
n = o
```

```{math}
:label: my-label
p = q
```

:::{note}
Nested $r$.
:::

| head |
|---|
| $s = 1$ and $s$ |

<!-- derivations: let x > 0 --> text <!-- an ordinary comment -->
"""


def test_markdown_formulas_are_found_in_order() -> None:
    found = maths(markdown_document(MARKDOWN))
    assert [f.replace("\n", "/") for f in found] == [
        "t", "a + b", "c", "d = 1", "e = f/= g", "h = 1/- 2", "i = j", "t = u", "v = w", r"\begin{align*}/k &= l \\/&= m/\end{align*}",
        "n = o", "p = q",
        "r", "s = 1", "s",
    ]


def test_markdown_places_are_exact() -> None:
    assert_places_are_exact(markdown_document(MARKDOWN))


def test_labels_headings_macros_and_instructions_of_markdown_are_found() -> None:
    document = markdown_document(MARKDOWN)
    assert [p.label for p in document.pieces if isinstance(p, Math) and p.label] == ["quoted", "my-label"]
    assert [p.text.source for p in document.pieces if isinstance(p, Heading)] == ["A title with $t$"]
    assert document.macros == (r"\newcommand{\R}{\mathbb{R}}", r"\newcommand{\half}[1]{\frac{#1}{2}}")
    assert [(p.text.source, p.explicit) for p in document.pieces if isinstance(p, Instruction)] == [("let x > 0", True)]


def test_a_row_that_starts_with_a_minus_or_an_equals_sign_is_no_list_and_no_heading() -> None:
    document = markdown_document("so\n$$\na\n- b\n= c\n$$\nwhere\n\\[\na\n===\n\\]\n")
    assert len(maths(document)) == 2
    assert not [p for p in document.pieces if isinstance(p, Heading)]


def test_code_is_not_read_as_mathematics() -> None:
    source = "`$a$`\n\n```python\nx = '$b$'\n```\n\n    $$ c $$\n\n```{code-cell}\n$d$\n```\n"
    assert maths(markdown_document(source)) == []


@pytest.mark.parametrize("before", ["> ", ">", "> > ", "   ", "- a\n\n  ", "> - "])
def test_html_in_a_quote_or_a_list_stands_without_its_marks(before: str) -> None:
    document = markdown_document(f'Text.\n\n{before}<img src="a.png">\n\nThen $c = 3$.')
    assert maths(document) == ["c = 3"]
    assert_places_are_exact(document)


def test_pictures_in_a_table_of_html_neither_hide_formulas_nor_end_the_reading() -> None:
    document = markdown_document('<table><tr>\n<td><center><img src="a.png"/></center></td>\n<td>$a = 1$ <b>$b = 2$</b></td>\n'
                                               '</tr></table>\n\n<img src="b.png">\n\nThen $c = 3$.')
    assert maths(document) == ["a = 1", "b = 2", "c = 3"]
    assert_places_are_exact(document)


def test_a_display_that_is_never_closed_is_reported_where_it_opens() -> None:
    (piece,) = [p for p in markdown_document("text\n\n$$\na = b\n").pieces if isinstance(p, Math)]
    assert piece.problem and piece.text.place.line == 3


def test_a_formula_after_dollars_that_are_never_closed_is_reported_and_words_are_not() -> None:
    (piece,) = [p for p in markdown_document("text\n\n$$ a = b\n\nmore words\n").pieces if isinstance(p, Math)]
    assert piece.problem and piece.text.place.line == 3
    assert maths(markdown_document("$$ is what it costs\n")) == []


TEX = r"""\documentclass{article}
\newcommand{\R}{\mathbb{R}} \def\half#1{\frac{#1}{2}}
\begin{document}
\section{Title $t$} Text $a = b$ % derivations: let x > 0
% an ordinary comment with $z$
\begin{align}
 c &= d % derivations: expect refuted
 \\ &= e \label{eq:1}
\end{align}
\begin{proof} Nested \emph{words $f$} \[ g = h \] \verb|$no$| \end{proof}
\input{part}
\begin{verbatim} $no$ \end{verbatim}
\end{document}
"""


def test_tex_files_and_their_inputs_are_read_with_exact_places(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(TEX, encoding="utf-8")
    (tmp_path / "part.tex").write_text("Included\n$i = j$", encoding="utf-8")
    document = load(tmp_path / "main.tex")
    found = maths(document)
    assert [f for f in found if not f.startswith(r"\begin")] == ["t", "a = b", "f", "g = h", "i = j"]
    assert document.macros == (r"\newcommand{\R}{\mathbb{R}}", r"\def\half#1{\frac{#1}{2}}")
    assert_places_are_exact(document)
    last = [p for p in document.pieces if isinstance(p, Math)][-1]
    assert last.text.place.file == tmp_path / "part.tex"
    assert (last.text.place.line, last.text.place.column) == (2, 2)


def test_a_missing_input_is_reported_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text("one\n\\input{gone}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"main\.tex:2: .*gone"):
        load(tmp_path / "main.tex")
    optional = "\\IfFileExists{gone}{\\input{gone}}{}\\InputIfFileExists{part}{}{}\\IfFileExists{part.tex}{\\input{part}}{}$b$"
    (tmp_path / "main.tex").write_text(optional, encoding="utf-8")
    (tmp_path / "part.tex").write_text("$a$", encoding="utf-8")
    assert maths(load(tmp_path / "main.tex")) == ["a", "a", "b"]
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "one.tex").write_text("\\input{part}\\include{gone}$c$", encoding="utf-8")
    assert maths(load(tmp_path / "chapters" / "one.tex")) == ["a", "c"]


def test_a_file_that_inputs_itself_is_an_error_and_no_endless_loop(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text("\\input{main}\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="being read already"):
        load(tmp_path / "main.tex")


def notebook(*cells: tuple[str, str]) -> str:
    made = [{"cell_type": kind, "metadata": {}, "source": source, **({"outputs": [], "execution_count": None} if kind == "code" else {})}
            for kind, source in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def test_notebook_places_name_the_cell_and_the_line_in_it(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    path.write_text(notebook(("markdown", "# T"), ("code", "x = '$no$'"), ("markdown", "one\n\n$$\na = b\n$$")), encoding="utf-8")
    document = load(path)
    (piece,) = [p for p in document.pieces if isinstance(p, Math)]
    assert piece.text.at(1).cell == 3
    assert piece.text.at(1).line == 4
    assert_places_are_exact(document)


@pytest.mark.parametrize(("name", "content", "words"), [
    ("a.ipynb", b"{not json", "not a notebook"),
    ("a.md", b"\xff\xfe", "not UTF-8"),
    ("a.txt", b"", "a document ends in"),
])
def test_what_is_no_document_is_a_clear_error(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=words):
        load(tmp_path / name)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(DocumentError, match=r"nowhere\.md: no such file"):
        list(find_documents([Path("nowhere.md")]))


def test_carriage_returns_and_tabs_do_not_shift_lines(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"one\r\n\r\n-\t$a$\r\n\r\n\t$$\r\n\tb = c\r\n\t$$\r\n")
    document = load(tmp_path / "a.md")
    assert next(p.text.at(1).line for p in document.pieces if isinstance(p, Math)) == 3


@pytest.mark.parametrize("paragraphs", [3_000, pytest.param(16_000, marks=pytest.mark.fuzz)])
def test_a_megabyte_of_markdown_is_located_in_seconds(paragraphs: int) -> None:
    source = "Some text with $a_{ij} = b$ and $c$.\n\n$$\nx = y\n  + z\n$$\n\n" * paragraphs
    document = markdown_document(source)
    assert sum(isinstance(p, Math) for p in document.pieces) == 3 * paragraphs
    assert any(isinstance(p, Words) for p in document.pieces)


def test_a_side_that_is_a_call_of_a_macro_is_shown_whole() -> None:
    from derivations.documents.judging import check_text

    result = check_text("$$\\newcommand\\pair[2]{#2 + #1}\n\\pair{x}{y} = \\pair{y}{x}$$")[0]
    assert (result.item.left.latex, result.item.right.latex) == (r"\pair{x}{y}", r"\pair{y}{x}")


TEX_WITH_HALVES = r"""\documentclass{article}
\newcommand{\be}{\begin{equation}}
\newcommand{\ee}{\end{equation}}
\def\bea{\begin{eqnarray}}
\def\eea{\end{eqnarray}}
\newenvironment{points}[1]{\begin{itemize}#1}{\end{itemize}}
\newcolumntype{M}{>{\begin{math}}c<{\end{math}}}
\begin{document}
Here \be (x+1)^2 = x^2 + 2x + 1 \label{a} \ee and
\bea (x-1)^2 &=& x^2 - 2x + 1 \\ &=& x(x-2) \eea
\begin{IEEEeqnarray}{rCl} 2x &=& x + x \\ &=& 3x \end{IEEEeqnarray}
\begin{subequations}\begin{align} y+y &= 2y \end{align}\end{subequations}
\begin{tabular}{l*6{>{\begin{math}\displaystyle}c<{\end{math}}}} a & b \end{tabular}
\begin{points}{a} \item $a+a = 2a$ and \[ c + c = 3c \] \end{points}
\end{document}
"""


def test_halves_of_environments_in_definitions_and_columns_hide_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_text(TEX_WITH_HALVES)
    found = [(r.item.right.start.line, r.verdict.word) for r in check_document(load(path))]
    assert found == [(9, "proved"), (10, "proved"), (10, "refuted"), (11, "proved"), (11, "refuted"), (12, "proved"), (14, "proved"),
                     (14, "refuted")]


DECK = r"""\documentclass{beamer}
\usepackage{own}
\newenvironment{eqn}[1][x]{\begin{equation}\label{#1}}{\end{equation}}
\newcommand{\eq}[2]{\begin{equation}\label{#1}#2\end{equation}}
\newcommand{\be}{\begin{equation}} \newcommand\ee{\end{equation}}
\lstnewenvironment{python}{}{}
\begin{document}
\begin{frame}<1->[fragile]{Title $t$}
\begin{itemize}[<+->]
\item<2-> \only<2->{$a = 1$} \pause and \visible<3->{\[b = 2\]} $\v$ is $c$
\end{itemize}
\begin{python}
cost = "$HOME"
\end{python}
\note{speak of $no$}
\begin{columns}\begin{column}{0.5\textwidth}
\begin{align}
  d &= 3 \\
    &= 4
\end{align}
\end{column}\end{columns}
\begin{tabular}{l>{$}c<{$}} x & y \\ $e = 5$ & z \end{tabular}
\end{frame}
\begin{eqn}[eq:f] f = 6 \end{eqn} \eq{eq:g}{g = 7} \be h = 8 \ee \ensuremath{i = 9}
\begin{subequations}\begin{empheq}[box=\fbox]{align} j &= 10 \end{empheq}\end{subequations}
\begin{theorem}[on $k$] text \lstinline|$no$| \iffalse $no$ \fi \url{a%b} $l = 11$ \end{theorem}
\import{parts/}{one} \subfile{parts/two}
\end{document}
"""


def test_decks_and_what_the_author_defines_are_read_with_exact_places(tmp_path: Path) -> None:
    (tmp_path / "main.tex").write_text(DECK, encoding="utf-8")
    (tmp_path / "own.sty").write_text(r"\newcommand{\v}{\mathbf{v}} \def\its@own{1}", encoding="utf-8")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.tex").write_text("$m$", encoding="utf-8")
    subfile = "\\documentclass[../main]{subfiles}\n\\begin{document}\n$n$\n\\end{document}"
    (tmp_path / "parts" / "two.tex").write_text(subfile, encoding="utf-8")
    document = load(tmp_path / "main.tex")
    found = [re.sub(r"\s+", " ", f) for f in maths(document)]
    assert found == ["t", "a = 1", "b = 2", r"\mathbf{v}", "c", r"\begin{align} d &= 3 \\ &= 4 \end{align}", "e = 5", "f = 6", "g = 7",
                     "h = 8", "i = 9", "j &= 10", "k", "l = 11", "m", "n"]
    assert document.macros[0] == r"\newcommand{\v}{\mathbf{v}}" and not any("@" in macro for macro in document.macros)
    assert not any("speak" in p.text.source or "<2" in p.text.source for p in document.pieces if isinstance(p, Words))
    assert_places_are_exact(document)


SIZES = r"\mathchoice{\mbox{\boldmath$\displaystyle#1$}}{\mbox{\boldmath$#1$}}{\mbox{\boldmath$\scriptstyle#1$}}{\mbox{$#1$}}"


@pytest.mark.parametrize(("body", "kept"), [
    (SIZES, False),
    (r"\mathchoice{\displaystyle#1}{\textstyle#1}{\scriptstyle#1}{\scriptscriptstyle#1}", False),
    (r"\mathchoice{#1^2}{#1}{#1}{#1}", True),
    (r"\mathchoice{#1}{#1}{#1}", True),
    (r"\mathchoice{-#1}{-#1}{-#1}{-#1}", True),
    (r"\overline{#1}", True),
])
def test_how_a_class_sets_an_argument_in_four_sizes_is_not_what_it_means(tmp_path: Path, body: str, kept: bool) -> None:
    (tmp_path / "main.tex").write_text(r"\documentclass{own}\begin{document}$\vec{x}$\end{document}", encoding="utf-8")
    (tmp_path / "own.cls").write_text(rf"\def\vec#1{{{body}}}", encoding="utf-8")
    assert any(r"\vec" in macro for macro in load(tmp_path / "main.tex").macros) is kept


def test_a_tex_file_says_its_code_and_commands_with_a_star_are_read_as_without_it(tmp_path: Path) -> None:
    source = r"""\usepackage[latin1]{inputenc} \let\abs\relax \newcommand{\abs}[1]{|#1|}
\newcommand{\mean}{\@ifstar{\@many}{\@one}} \newcommand{\@one}[1]{\mathbb{E}[#1]} \newcommand{\@many}[1]{\mathbb{E}\left[#1\right]}
The señor says $\mean{x} = \abs{y}$."""
    (tmp_path / "old.tex").write_bytes(source.encode("latin-1"))
    macros = load(tmp_path / "old.tex").macros
    assert r"\newcommand{\mean}[1]{\mathbb{E}[#1]}" in macros
    assert not any("relax" in macro for macro in macros)


def test_macros_are_written_out_for_prose_and_types_and_quoted_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.tex"
    path.write_text("\\newcommand{\\R}{\\mathbb{R}}\\newcommand{\\w}{\\mathbf{w}}\\newcommand{\\v}[1]{\\boldsymbol{#1}}\n"
                    "\\newcommand{\\T}{^\\top}\\renewcommand{\\k}[1][2]{#1}\n\\begin{document}\n\\section{A}\n"
                    "Let $\\w, \\v{u} \\in \\R^d$.\n\\section{B}\n\\[ \\v{u}\\T\\w = -\\w\\T \\v{u} \\]\n\\end{document}\n",
                    encoding="utf-8")
    [result] = check_document(load(path))
    assert result.verdict.word == "refuted" and result.item.left is not None
    assert (result.item.left.latex, result.item.right.latex) == (r"\v{u}\T\w", r"-\w\T \v{u}")
    assert (result.item.right.start.line, result.item.right.start.column, result.item.right.end.column) == (7, 16, 27)
