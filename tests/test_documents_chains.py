"""What a document is understood to state: which relations are claims, definitions or posed, and under which scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from derivations.documents.chains import items_of
from derivations.documents.items import Item
from derivations.documents.judging import check_text
from derivations.documents.loading import markdown_document
from symbolic.latex.plain import to_text


def items(markdown: str, *preamble: str) -> list[Item]:
    return items_of(markdown_document(markdown, Path("a.md")), [markdown_document(p, Path("p.md")) for p in preamble])


def role(item: Item) -> str:
    return item.settled.word if item.settled is not None else "claim"


def roles(markdown: str) -> list[str]:
    return [role(item) for item in items(markdown)]


def claim(markdown: str, *preamble: str) -> Item:
    """The one claim of a document."""
    (found,) = [i for i in items(markdown, *preamble) if role(i) == "claim"]
    assert found.checked is not None
    return found


def facts(item: Item) -> list[str]:
    assert item.checked is not None
    return [to_text(d) for d in item.checked.declarations]


def sort_of(item: Item, name: str) -> str:
    """The field and shape of a name in a step."""
    from symbolic.terms import Sym, walk

    assert item.checked is not None
    symbol = next(t for side in (item.checked.left, item.checked.right) for t in walk(side) if isinstance(t, Sym) and t.name == name)
    return f"{symbol.sort.field} {' x '.join(map(to_text, symbol.sort.shape))}".strip()


# --- chains -----------------------------------------------------------------------------------


def test_a_row_that_starts_with_a_relation_continues_the_chain_above() -> None:
    found = items("$$\n\\begin{aligned}\n(a+b)^2 &= a^2 + 2ab + b^2 \\\\\n &\\ge 4ab\n\\end{aligned}\n$$\n")
    assert [(i.derivation, i.step, i.relation, i.right.start.line) for i in found] == [(1, 1, "=", 3), (1, 2, "≥", 4)]
    assert found[1].left is not None and found[1].left.latex == "a^2 + 2ab + b^2"


def test_a_relation_may_stand_at_the_end_of_a_row_and_again_where_the_next_begins() -> None:
    rows = "a + b &= b + a = \\\\\n &= 2a + b \\leq \\\\\n &\\le b"
    found = items("$$\n\\begin{aligned}\n" + rows + "\n\\end{aligned}\n$$\n")
    assert [(role(i), i.step, i.relation) for i in found] == [("claim", 1, "="), ("claim", 2, "="), ("claim", 3, "≤")]


def test_a_chain_goes_on_across_blocks_and_words() -> None:
    found = items("$$\n(a+b)^2 = a^2 + 2ab + b^2\n$$\nand therefore\n$$\n= b^2 + 2ab + a^2\n$$\n")
    assert [(i.derivation, i.step) for i in found] == [(1, 1), (1, 2)]


def test_a_heading_ends_a_chain() -> None:
    found = items("$$\na + b = b + a\n$$\n\n# Next\n\n$$\n= a\n$$\n")
    assert [role(i) for i in found] == ["claim", "unreadable"]


def test_a_row_that_cannot_be_read_does_not_hide_the_rows_below() -> None:
    found = items("$$\n\\begin{aligned}\na + a &= 2a \\\\\n &= \\foo{a} \\\\\n &= a + a \\\\\n &= 3a\n\\end{aligned}\n$$\n")
    assert [(role(i), i.right.start.line) for i in found] == [("claim", 3), ("unreadable", 4), ("unreadable", 5), ("claim", 6)]
    assert "nothing to compare" in found[2].settled.reason  # type: ignore[union-attr]


def test_places_are_those_of_the_right_side() -> None:
    item = claim("text $a + b = \\frac{2a + 2b}{2}$ text\n")
    assert (item.right.start.line, item.right.start.column, item.right.end.column) == (1, 15, 32)
    assert item.right.latex == r"\frac{2a + 2b}{2}"
    assert item.left is not None and (item.left.latex, item.left.start.column) == ("a + b", 7)


def test_several_relations_in_one_row_are_several_steps() -> None:
    assert [(i.step, i.relation) for i in items("$$\n2a + 2b = 2(a + b) = 2b + 2a\n$$")] == [(1, "="), (2, "=")]


# --- definition or claim ----------------------------------------------------------------------


@pytest.mark.parametrize(("markdown", "expected"), [
    ("$$\nz = wx + b\n$$", ["definition"]),
    ("$$\nz := wx + b\n$$", ["definition"]),
    ("$$\nf(x) = x^2\n$$", ["definition"]),
    ("$$\nz = wx + b = b + wx\n$$", ["definition", "claim"]),
    ("$$\nz = wx + b\n$$\n\n$$\nz = b + wx\n$$", ["definition", "claim"]),
    ("$$\n(a + b)^2 = a^2 + 2ab + b^2\n$$", ["claim"]),
    ("$$\nw = w - x\n$$", ["definition"]),
    ("Let $x > 0$.\n\n$$\nx = \\sqrt{x^2}\n$$", ["claim"]),
    ("<!-- claim -->\n$$\nz = wx\n$$", ["claim"]),
    ("Let $z = wx + b$.", ["definition"]),
    ("The minimum is at $x = 0$.", ["posed"]),
    ("so $2a + 2a = 4a$", ["claim"]),
    ("We solve\n\n$$\nx^2 = 4\n$$", ["posed"]),
    ("<!-- suppose -->\n$$\nx^2 + y^2 = 1\n$$", ["posed"]),
    ("If $a = b$, then $2a = a + b$.", ["posed", "claim"]),
    ("the region $x > 0$ is", ["posed"]),
    ("the equation $x^2 + y^2 = 1$ describes", ["posed"]),
    ("$$\n\\frac{d}{dx}(x^2 + x) = 2x + 1\n$$\n\nSo we get\n\n$$\nx = 3\n$$", ["claim", "posed"]),
])
def test_definition_claim_or_posed(markdown: str, expected: list[str]) -> None:
    assert roles(markdown) == expected


def reasons(markdown: str) -> list[str | None]:
    """What is said of each claim in place of a refutation."""
    return [i.instead for i in items(markdown) if role(i) == "claim"]


@pytest.mark.parametrize(("markdown", "words"), [
    ("$$\n\\frac{\\partial L}{\\partial w} = xy\n$$", "what L is"),
    ("$$\nH(0) = 1\n$$", "what H"),
    ("$$\n(a + b)^2 = c\n$$", "what c is"),
    ("we must have $a + b > 0$ here", "amid words"),
    ("$$\n0 \\le k^2\n$$\n\n$$\nk \\le 1\n$$", "a bound"),
])
def test_what_nothing_defines_is_never_called_false(markdown: str, words: str) -> None:
    assert words in (reasons(markdown)[-1] or "")


@pytest.mark.parametrize("markdown", [
    "$$\n(a + b)^2 = a^2 + b^2\n$$",
    "so $(a + b)^2 = a^2 + b^2$",
    "and $\\frac{d}{dx} 3x = 4$",
    "$$\nL = wx\n$$\n\n$$\n\\frac{\\partial L}{\\partial w} = w\n$$",
    "$$\na^2 + b^2 \\ge 3ab\n$$",
    "<!-- claim -->\n$$\nH(0) = 1\n$$",
])
def test_claims_about_what_is_known_may_be_called_false(markdown: str) -> None:
    assert reasons(markdown) == [None]


def test_a_value_for_two_letters_at_once_claims_nothing() -> None:
    assert "claim" not in roles("With $a = b = 1$ this is the uniform case.")


def test_a_definition_reaches_the_steps_of_its_section_and_says_its_line() -> None:
    item = claim("$$\nz = wx + b\n$$\n\n$$\nz^2 = (wx + b)^2\n$$")
    assert item.checked is not None
    assert [(d.symbol.name, d.line) for d in item.checked.definitions] == [("z", 2)]
    assert "line 2 defines z" in item.hints


def test_only_definitions_that_are_reached_are_taken_along() -> None:
    item = claim("$$\nz = wx\n$$\n\n$$\nu = v\n$$\n\n$$\nq = z + 1\n$$\n\n$$\nq + q = 2q\n$$")
    assert item.checked is not None
    assert [d.symbol.name for d in item.checked.definitions] == ["z", "q"]


def test_a_result_for_a_letter_in_use_is_not_its_definition() -> None:
    found = items("$$\n\\frac{d}{dx}(x^2 + x) = 2x + 1\n$$\n\nSo we get\n\n$$\nx = 3\n$$\n\nand\n\n$$\nx + x = 2x\n$$")
    assert found[-1].checked is not None and not found[-1].checked.definitions


def test_definitions_end_with_their_section_and_the_message_says_so() -> None:
    item = claim("## One\n\n$$\nz = wx\n$$\n\n## Two\n\n$$\nz + z = 2wx\n$$")
    assert item.checked is not None and not item.checked.definitions
    assert "z was defined in line 4, in a section that has ended" in item.hints


# --- scope ------------------------------------------------------------------------------------


def test_a_let_holds_to_the_end_of_its_section() -> None:
    source = "# A\n\n## B\n\nLet $x > 0$.\n\n$$\nx + x = 2x\n$$\n\n### C\n\n$$\nx + x = 2x\n$$\n\n## D\n\n$$\nx + x = 2x\n$$\n"
    assert [facts(i) for i in items(source)] == [["x > 0"], ["x > 0"], []]


def test_a_clause_holds_in_its_sentence() -> None:
    source = "For $x > 0$ we have $x + x = 2x$. Also $2x = x + x$ is true.\n\n$$\nx + x = 2x\n$$\n\nwhere $x < 1$.\n\n$$\nx + x = 2x\n$$\n"
    assert [facts(i) for i in items(source) if role(i) == "claim"] == [["x > 0"], [], ["x < 1"], []]


def test_an_instruction_declares_and_a_later_type_replaces_it() -> None:
    source = "<!-- derivations: let x > 0 -->\n$$\nx + x = 2x\n$$\n\n<!-- let x \\in \\mathbb{Z} -->\n$$\nx + x = 2x\n$$\n"
    found = items(source)
    assert facts(found[0]) == ["x > 0"]
    assert sort_of(found[1], "x") == "integer"
    assert facts(found[1]) == []


def test_words_declare() -> None:
    source = "Let $A \\in \\mathbb{R}^{n \\times n}$ be symmetric and $x \\in \\mathbb{R}^n$.\n\n$$\nx^\\top A x = x^\\top A^\\top x\n$$\n"
    item = claim(source)
    assert sort_of(item, "A") == "real n x n"
    assert any("A" in fact and "=" in fact for fact in facts(item))


def test_a_named_function_is_a_definition() -> None:
    item = claim("Let $\\sigma$ be the logistic sigmoid.\n\n$$\n\\frac{d}{dx} \\sigma(x) = \\sigma(x)(1 - \\sigma(x))\n$$\n")
    assert item.checked is not None and [d.symbol.name for d in item.checked.definitions] == ["\\sigma"]


def test_a_name_with_an_unknown_property_is_unreadable_with_a_declaration_to_paste() -> None:
    found = items("The linear $A$ is fixed.\n\n$$\n(A + B)^2 = A^2 + 2AB + B^2\n$$\n")
    assert [role(i) for i in found] == ["unreadable"]
    assert "linear" in found[0].settled.reason and "let A" in (found[0].settled.remedy or "")  # type: ignore[union-attr]


def test_a_matrix_of_unknown_size_is_no_number_and_its_steps_ask_for_it() -> None:
    found = items("The weight matrix $A$ is fixed.\n\n$$\n(A + B)^2 = A^2 + 2AB + B^2\n$$\n")
    assert [role(i) for i in found] == ["unreadable"]
    assert r"a matrix, and nothing says more of it" in found[0].settled.reason  # type: ignore[union-attr]
    assert r"let A \in \mathbb{R}^{m \times n}" in found[0].settled.remedy  # type: ignore[union-attr, operator]


def test_words_after_a_formula_block_its_names_too() -> None:
    found = items("$$\n(A + B)^2 = A^2 + 2AB + B^2\n$$\n\nHere $A$ and $B$ are square matrices.\n")
    assert [role(i) for i in found] == ["unreadable"]


def test_only_facts_that_concern_a_step_are_taken_along() -> None:
    item = claim("Let $x > 0$, $y > x$ and $u < v$.\n\n$$\ny + y = 2y\n$$")
    assert sorted(facts(item)) == ["x > 0", "y > x"]


def test_a_preamble_declares_defines_and_brings_macros() -> None:
    shared = "# Shared\n\n$\\newcommand{\\half}[1]{\\frac{#1}{2}}$\n\nLet $x > 0$.\n\n$$\nz = wx\n$$\n"
    item = claim("$$\nz + x = \\half{2wx + 2x}\n$$", shared)
    assert item.checked is not None
    assert [d.symbol.name for d in item.checked.definitions] == ["z"]
    assert facts(item) == ["x > 0"]


def test_macros_of_front_matter_are_known() -> None:
    assert roles("---\nmath:\n  '\\sq': '#1^2'\n---\n$$\n\\sq{a} + \\sq{a} = 2\\sq{a}\n$$\n") == ["claim"]


def test_conventions_reach_the_step() -> None:
    item = claim("<!-- convention: numerator layout -->\n\n$$\na + a = 2a\n$$\n")
    assert item.checked is not None and item.checked.conventions == {"numerator layout"}


# --- instructions -----------------------------------------------------------------------------


@pytest.mark.parametrize(("comment", "words"), [
    ("<!-- derivations: lett x > 0 -->", "not an instruction"),
    ("<!-- derivations: expect refutd -->", "not a verdict"),
    ("<!-- derivations: expect refuted/hypothesis -->", "not a kind"),
    ("<!-- derivations: convention: Polish notation -->", "not a convention"),
    ("<!-- derivations: let x \\in \\foo -->", ""),
])
def test_an_instruction_that_says_nothing_known_is_reported_on_its_line(comment: str, words: str) -> None:
    (item,) = items(f"one\n\n{comment}\n")
    assert role(item) == "unreadable"
    assert item.right.start.line == 3
    assert words in item.settled.reason  # type: ignore[union-attr]


@pytest.mark.parametrize("comment", ["<!-- let me think -->", "<!-- a remark -->", "<!-- we expect: it -->", "<!-- claim this later -->"])
def test_an_ordinary_comment_is_only_a_comment(comment: str) -> None:
    assert items(comment) == []


def test_skip_leaves_a_block_alone() -> None:
    assert roles("<!-- derivations: skip -->\n$$\na = a + 1\n$$\n\n$$\na + a = 2a\n$$\n") == ["claim"]


def test_skip_before_a_heading_leaves_its_section_alone() -> None:
    text = "<!-- derivations: skip -->\n# A\n$$\na = a + 1\n$$\n## B\n$$\na = a + 2\n$$\n# C\n$$\na + a = 2a\n$$\n"
    assert roles(text) == ["claim"]


def test_an_expectation_belongs_to_the_step_that_ends_on_its_line() -> None:
    source = "$$\n\\begin{aligned}\na + a &= 2a \\\\\n &= 3a \\\\ % derivations: expect refuted/value\n &= 3a\n\\end{aligned}\n$$\n"
    assert [str(i.expect) if i.expect else None for i in items(source)] == [None, "refuted/value", None]


def test_an_expectation_before_a_block_belongs_to_the_block() -> None:
    found = items("<!-- expect: refuted -->\n$$\na + a = 2a = 3a\n$$\n\n$$\na + a = 2a\n$$\n")
    assert [str(i.block_expect) if i.block_expect else None for i in found] == ["refuted", "refuted", None]


def test_an_expectation_on_a_line_where_no_step_ends_is_reported() -> None:
    found = items("$$\n% derivations: expect refuted\na + a = 2a\n$$\n")
    assert any(role(i) == "unreadable" and i.expect for i in found)


# --- references -------------------------------------------------------------------------------


def test_a_posed_equation_with_a_tag_is_a_hypothesis_of_the_step_that_names_it() -> None:
    source = "Suppose\n\n$$\nx^2 + y^2 = 1 \\tag{3}\n$$\n\nBy (3) we have $2x^2 + 2y^2 = 2$. But $x^2 + y^2 + 1 = 2$ is open.\n"
    found = [i for i in items(source) if role(i) == "claim"]
    assert [len(facts(i)) for i in found] == [1, 0]


def test_a_step_that_rests_on_a_claim_knows_that_it_does() -> None:
    source = "$$\n(a + b)^2 = a^2 + b^2 \\label{eq:x}\n$$\n\nBy \\eqref{eq:x} we get\n\n$$\n(a + b)^2 + 1 = a^2 + b^2 + 1\n$$\n"
    assert items(source)[1].rests_on == ((1, 1),)


@pytest.mark.parametrize("broken", [
    "&= x^2 + 1 \\\\\n &\\quad + 2x", "&= x^2 + 1 \\\\[2pt]\n & + 2x", "&= x^2 + 1 + \\\\\n & 2x",
    "&= (x + 1) \\\\\n &\\qquad \\cdot (x + 1)",
    "&= x^2 + 1 \\\\\n & \\quad - (-2x) = x^2 + 2x + 1",
])
def test_a_side_broken_over_two_rows_is_one_side(broken: str) -> None:
    results = check_text(f"$$\n\\begin{{aligned}}\n(x + 1)^2 {broken} \\\\\n &= 3\n\\end{{aligned}}\n$$\n")
    assert [r.verdict.word for r in results][-1] == "refuted"
    assert {r.verdict.word for r in results[:-1]} == {"proved"}
    assert all(r.item.right.start.line == 3 for r in results[:1])


def test_a_row_that_starts_with_a_sign_may_be_a_statement_of_its_own() -> None:
    results = check_text("$$\n\\begin{aligned}\nx^2 &= x \\cdot x \\\\\n-x &= -1 \\cdot x\n\\end{aligned}\n$$\n")
    assert [(r.verdict.word, r.item.derivation) for r in results] == [("proved", 1), ("proved", 2)]


def test_a_reason_in_brackets_in_its_own_column_is_no_part_of_the_row() -> None:
    row = r"(x + 1)^2 &= x^2 + 2x + 1 && \text{(the $x$ does not matter)}"
    (result,) = check_text(f"$$\n\\begin{{aligned}}\n{row}\n\\end{{aligned}}\n$$\n")
    assert result.verdict.word == "proved"
    assert result.item.comment == "the $x$ does not matter"


@pytest.mark.parametrize("words", ["if $x > 0$", "almost everywhere", "not true", "unless $x = 1$"])
def test_words_in_brackets_that_limit_a_row_are_not_passed_over(words: str) -> None:
    row = rf"|x| &= x && \text{{({words})}}"
    results = check_text(f"$$\n\\begin{{aligned}}\n{row}\n\\end{{aligned}}\n$$\n")
    assert "refuted" not in {r.verdict.word for r in results}


def test_a_side_keeps_the_fence_of_its_first_bracket() -> None:
    (result,) = check_text("$$\n\\left(x + 1\\right)^2 = \\left( 1 + x\\right)^2\n$$\n")
    assert result.item.left is not None
    assert result.item.left.latex == r"\left(x + 1\right)^2"
    assert result.item.right.latex == r"\left( 1 + x\right)^2"


@pytest.mark.parametrize("factor, word", [("x", "proved"), ("b", "refuted")])
def test_a_function_may_be_defined_after_the_definition_that_calls_it(factor: str, word: str) -> None:
    text = (r"The loss is $L = \frac12 (y - t)^2$ where $y = \sigma(z)$ and $z = w x + b$, with $\sigma(z) = \frac{1}{1+e^{-z}}$." "\n\n"
            rf"$$\frac{{\partial L}}{{\partial w}} = (y - t)\, y (1 - y) {factor}$$")
    assert check_text(text)[-1].verdict.word == word


def test_an_equation_whose_roots_are_spoken_of_is_no_claim() -> None:
    assert check_text("The roots of $x^2 - 5x + 6 = 0$ are real.")[0].verdict.word == "posed"


def test_a_property_outlives_the_type_that_the_same_sentence_gives_later() -> None:
    (result,) = check_text(r"Let $Q$ be orthogonal, $Q \in \mathbb{R}^{n \times n}$. Then" + "\n\n" + r"$$Q^{-1} = Q^\top$$")
    assert result.verdict.word == "proved"


def test_a_place_or_a_limit_that_is_only_spoken_of_makes_nothing_false() -> None:
    for text in (r"At $x = 0$ the derivative is $\frac{d}{dx} e^{2x} = 2$.", r"Taking $h \to 0$ gives $\frac{(x+h)^2 - x^2}{h} = 2x$."):
        assert "refuted" not in {r.verdict.word for r in check_text(text)}
    assert check_text(r"The derivative is $\frac{d}{dx} e^{2x} = 2$.")[0].verdict.word == "refuted"


TWO_LAYERS = r"""
Consider a network with inputs $x_i$, $i = 1,\dots,n$, hidden units $h_j$, $j=1,\dots,m$ and outputs $o_k$, $k = 1, \dots, p$:
$$
\begin{aligned}
a_j &= \sum_{i=1}^n w_{ij} x_i \\
h_j &= \sigma(a_j) \\
b_k &= \sum_{j=1}^m v_{jk} h_j \\
o_k &= \sigma(b_k)
\end{aligned}
$$
with $\sigma(z) = \frac{1}{1+e^{-z}}$, and the error $$E = \frac12\sum_{k=1}^p (o_k - t_k)^2.$$ Then
$$
\begin{aligned}
\frac{\partial E}{\partial w_{ij}} &= \sum_{k=1}^p \frac{\partial E}{\partial b_k}\frac{\partial b_k}{\partial h_j}
\frac{\partial h_j}{\partial a_j}\frac{\partial a_j}{\partial w_{ij}} \\
&= \left(\sum_{k=1}^p (o_k - t_k) o_k (1 - o_k) v_{jk}\right) h_j (1-h_j) x_i
\end{aligned}
$$
"""


def test_two_layers_are_differentiated_with_the_sigmoid_held_opaque() -> None:
    results = [r for r in check_text(TWO_LAYERS) if r.item.settled is None]
    assert [(r.verdict.word, r.verdict.by) for r in results] == [("proved", "chain rule with opaque functions")] * 2


ROWS = r"$$ \begin{align} |x| &= x \text{ for } x > 0 \\ |x| &= -x \text{ for } x < 0 \end{align} $$"
QUANTIFIED = r"$$ \begin{align} \forall x > 0: \sqrt{x^2} &= x \\ \forall x < 0: \sqrt{x^2} &= -x \end{align} $$"
CLAUSES = "For $x > 0$ we have $|x| = x$, for $x < 0$ we have $|x| = -x$."


@pytest.mark.parametrize(("markdown", "verdicts"), [
    (ROWS, ["proved", "proved"]),
    (QUANTIFIED, ["proved", "proved"]),
    (QUANTIFIED.replace("-x", "x"), ["proved", "refuted"]),
    (CLAUSES, ["proved", "proved"]),
    (r"$|x| = x$ for $x > 0$, $|x| = 0$ for $x < 0$.", ["undecided", "undecided"]),
])
def test_conditions_of_claims_side_by_side_never_contradict_each_other(markdown: str, verdicts: list[str]) -> None:
    assert [result.verdict.word for result in check_text(markdown)] == verdicts


def test_a_function_that_is_a_variable_of_a_derivative_gets_no_arguments_there() -> None:
    claim = r"$$\frac{\partial L}{\partial f} = \sum_{i=1}^{n} \frac{\partial L(y_i, f)}{\partial f}$$"
    results = check_text(f"Here $f(x_1, x_2) = x_1^2 + x_2$.\n\n{claim}\n")
    assert [result.verdict.word for result in results] == ["definition", "undecided"]
