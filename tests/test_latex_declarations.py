"""Declarations: the LaTeX forms, what they say of a name, and what they leave open."""

from __future__ import annotations

import pytest

from symbolic.latex.declarations import read_declaration
from symbolic.latex.errors import ReadingError
from symbolic.latex.plain import to_text
from symbolic.latex.rows import split_rows
from symbolic.latex.scope import Scope
from symbolic.latex.statements import read_statement, read_statements
from symbolic.terms import ONE, Elem, Sort


def declared(*sources: str) -> Scope:
    scope = Scope()
    for source in sources:
        scope = read_declaration(source, scope).scope
    return scope


def kind(sort: Sort) -> str:
    out = sort.field + "".join(f" {'×'.join(map(to_text, s))}" for s in [sort.shape] if s)
    out += "".join(f" [{'..'.join(map(to_text, p)) if p else ''}]" for p in sort.index)
    return out + (f" -> ({', '.join(map(kind, sort.domain))})" if sort.domain is not None else "")


def told(scope: Scope) -> str:
    return ", ".join(map(to_text, scope.facts))


@pytest.mark.parametrize(("source", "name", "sort", "facts"), [
    (r"x \in \mathbb{R}", "x", "real", ""),
    (r"x, y \in \mathbb{R}", "y", "real", ""),
    (r"n \in \mathbb{N}", "n", "integer", "n ≥ 1"),
    (r"z \in \mathbb{C}", "z", "complex", ""),
    (r"x \in (0, 1)", "x", "real", "x > 0, x < 1"),
    (r"x \in [0, \infty)", "x", "real", "x ≥ 0"),
    (r"x \in \mathbb{R}_{>0}", "x", "real", "x > 0"),
    (r"x \in \mathbb{R} \setminus \{0\}", "x", "real", "x ≠ 0"),
    (r"x, y > 0", "x", "real", "x > 0, y > 0"),
    (r"2 \le m \le 7", "m", "real", "2 ≤ m, m ≤ 7"),
    (r"x \in \mathbb{R}^{n}", "x", "real n×1", "n ≥ 1"),
    (r"A \in \mathbb{R}^{m \times n}", "A", "real m×n", "m ≥ 1, n ≥ 1"),
    (r"A \in \mathbb{R}^{n \times n}, A = A^\top", "A", "real n×n", "n ≥ 1, A = Aᵀ"),
    (r"A \in \mathbb{R}^{n \times n}, A \succ 0", "A", "real n×n", "n ≥ 1, A ≻ 0"),
    (r"A \in \mathbb{R}^{n \times n}, \det A \ne 0", "A", "real n×n", "n ≥ 1, det(A) ≠ 0"),
    (r"W \in \mathbb{R}^{m \times n}, W^\top W = I", "W", "real m×n", "m ≥ 1, n ≥ 1, Wᵀ W = I_n"),
    (r"k \in \{1, \dots, n\}", "k", "integer", "n ≥ 1, k ≥ 1, k ≤ n"),
    (r"k = 1, \dots, n", "k", "integer", "n ≥ 1, k ≥ 1, k ≤ n"),
    (r"f : \mathbb{R} \to \mathbb{R}", "f", "real -> (real)", "f is a function"),
    (r"f : \mathbb{R}^n \times \mathbb{R} \to \mathbb{R}^m", "f", "real m×1 -> (real n×1, real)", "n ≥ 1, m ≥ 1, f is a function"),
    (r"p : \{1, \dots, K\} \to \mathbb{R}", "p", "real [1..K]", "K ≥ 1"),
    (r"p \in \mathbb{R}^n, p_i > 0", "p", "real n×1", "n ≥ 1, p_i > 0 for all i ∈ {1, …, n}"),
    (r"y_i \in \{0, 1\}", "y", "real []", "y_i = 0 ∨ y_i = 1 for all i"),
    (r"x_i \in \mathbb{R}^n, i \in \{1, \dots, m\}", "x", "real n×1 [1..m]", "m ≥ 1, n ≥ 1, i ≥ 1, i ≤ m"),
    (r"x^{(i)} \in \mathbb{R}^n, i \in \{1, \dots, m\}", r"x^{(\cdot)}", "real n×1 [1..m]", "m ≥ 1, n ≥ 1, i ≥ 1, i ≤ m"),
    (r"x_1, \dots, x_n \in \mathbb{R}", "x", "real [1..n]", "n ≥ 1"),
    (r"x_1, x_2, \ldots, x_m \in \mathbb{R}^n", "x", "real n×1 [1..m]", "m ≥ 1, n ≥ 1"),
    (r"f \in C^\infty", "f", "real -> (real)", "f ∈ C∞"),
    (r"f \in C^2", "f", "real -> (real)", "f ∈ C²"),
    (r"f : \mathbb{R} \to \mathbb{R}, f \in C^1", "f", "real -> (real)", "f ∈ C¹"),
    (r"input_1, input_2 \in \mathbb{R}", "input_{2}", "real", ""),
    (r"W^{[1]} \in \mathbb{R}^{m \times n}", "W^{[1]}", "real m×n", "m ≥ 1, n ≥ 1"),
    (r"x \in [0, 1]^n", "x", "real n×1", "n ≥ 1, x_i ≥ 0 for all i ∈ {1, …, n}, x_i ≤ 1 for all i ∈ {1, …, n}"),
])
def test_a_declaration_gives_a_type_and_facts(source: str, name: str, sort: str, facts: str) -> None:
    scope = declared(source)
    assert kind(scope.names[name]) == sort
    assert told(scope) == facts


@pytest.mark.parametrize("source", [
    "", "x", r"x \in S", r"x \in", "x +", r"A \succ 0", r"A^\top = A", r"f : x \to y", r"x \sim y", r"\in \mathbb{R}",
    r"x_1, \dots, y_n \in \mathbb{R}",
    r"x \in \mathbb{Q}", r"f \in C^k", r"x \in \mathbb{R}^{a \times b \times c}", r"x \in (0, 1", r"x \approx 1", "x = = 1", r"x, y",
])
def test_what_is_no_declaration_is_refused(source: str) -> None:
    with pytest.raises(ReadingError):
        read_declaration(source, Scope())


def test_a_new_type_replaces_what_was_known_and_a_property_is_added() -> None:
    assert told(declared("x > 0", "x < 1")) == "x > 0, x < 1"
    assert told(declared("x > 0", r"x \in \mathbb{R}^2")) == ""


def test_a_size_that_had_bounds_keeps_them_as_an_integer() -> None:
    scope = declared(r"2 \le m \le 7", r"x \in \mathbb{R}^m")
    assert scope.names["m"].field == "integer"
    assert told(scope).startswith("2 ≤ m, m ≤ 7")
    assert read_statement(r"\sum_i x_i = 0", scope).members[0].term.bounds[1] is scope.symbol("m")  # type: ignore[attr-defined]


def test_definitions_keep_their_parameters() -> None:
    (z,) = read_declaration("z := x^2", Scope()).definitions
    assert (z.symbol.name, z.params, to_text(z.value)) == ("z", (), "x²")
    (f,) = read_declaration(r"\sigma(x) := \operatorname{sigmoid}(x)", Scope()).definitions
    assert f.symbol.sort.is_function and [p.name for p in f.params] == ["x"]
    (o,) = read_declaration(r"o_k := 2k", Scope()).definitions
    assert o.indexed


def test_a_blocked_name_is_an_error_until_it_is_declared() -> None:
    scope = Scope().block("M", "line 3 calls it a mollifier")
    with pytest.raises(ReadingError, match="mollifier") as caught:
        read_statement("M + 1 = 1 + M", scope)
    assert "let M" in (caught.value.remedy or "")
    assert read_statement("M + 1 = 1 + M", read_declaration(r"M \in \mathbb{R}", scope).scope)


# --- what the surroundings decide -------------------------------------------------------------


def test_a_name_that_stands_bare_elsewhere_is_no_function() -> None:
    with pytest.raises(ReadingError, match="product or a function"):
        read_statement("a(x+1) = x", Scope())
    assert read_statement("a(x+1) = x", Scope().surveyed("b + a = 0"))


def test_mentioning_a_function_does_not_make_it_a_number() -> None:
    assert to_text(read_statement("f(x) = x", Scope().surveyed("f")).members[0].term) == "f(x)"


def test_an_index_without_bounds_has_one_range_in_every_row() -> None:
    rows = (r"E = \sum_n (t_n - o_n)^2", r"o_k = \sum_j w_{jk} o_j", r"o_1 = 2")
    scope = Scope().surveyed(*rows)
    second = read_statement(rows[1], scope)
    third = read_statement(rows[2], scope)
    base = third.members[0].term
    assert isinstance(base, Elem) and base.indices == (ONE,)
    assert base.base is second.members[0].term.base  # type: ignore[attr-defined]


def test_a_free_index_stays_in_the_range_of_its_array() -> None:
    facts = read_statement(r"x_k = 1", declared(r"x \in \mathbb{R}^n")).facts
    assert {to_text(f) for f in facts} == {"k ≥ 1", "k ≤ n"}


def test_a_name_being_defined_takes_the_shape_of_its_value() -> None:
    scope = declared(r"W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n")
    symbol = read_statement("z = W x", scope).members[0].term
    assert kind(symbol.sort) == "real m×1"  # type: ignore[attr-defined]


def test_conditions_in_a_row_hold_for_that_row_and_give_types() -> None:
    statement = read_statement(r"\|v\| \ge 0 \quad \text{for } v \in \mathbb{R}^n", Scope())
    assert kind(next(iter(statement.scope.names.values()))).startswith("real n×1")


def test_conventions_change_what_is_read() -> None:
    assert to_text(read_statement(r"\log x = 1", Scope().with_convention("log base 10")).members[0].term) == "log₁₀(x)"
    assert to_text(read_statement(r"i^2 = -1", Scope().with_convention("imaginary unit i")).members[0].term) == "i²"


# --- rows and places --------------------------------------------------------------------------


def rows(source: str) -> list[str]:
    return [source[r.start : r.end] for r in split_rows(source)]


def test_a_display_is_split_into_rows() -> None:
    assert rows(r"\begin{aligned} a &= b \\ &= c \\[4pt] &= d \end{aligned}") == ["a &= b", "&= c", "&= d"]
    assert rows(r"\begin{align*} a &= \begin{pmatrix} 1 \\ 2 \end{pmatrix} \\ b &= 2 \end{align*}") == [
        r"a &= \begin{pmatrix} 1 \\ 2 \end{pmatrix}", "b &= 2"]
    assert rows(r"\begin{equation} \begin{split} a &= b \\ &= c \end{split} \end{equation}") == ["a &= b", "&= c"]
    assert rows("x = 1") == ["x = 1"]
    assert rows(r"\begin{cases} x = 1 \\ y = 2 \end{cases}") == ["x = 1", "y = 2"]
    assert rows(r"f = \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}") == [r"f = \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}"]


def test_instructions_and_words_between_rows_are_kept() -> None:
    source = "\\begin{align} a &= b \\\\ % derivations: expect refuted\n \\intertext{hence} c &= d \\end{align}"
    first, second = split_rows(source)
    assert first.instruction is not None and first.instruction[0] == "expect refuted"
    assert source[first.instruction[1] : first.instruction[2]] == "expect refuted"
    assert second.intertext == "hence" and source[second.start : second.end] == "c &= d"


def test_places_are_offsets_into_the_source() -> None:
    source = r"\begin{aligned} a &= \frac{1}{2} \\ &= c + 1 \end{aligned}"
    for row in split_rows(source):
        for statement in read_statements(source, Scope(), row.start, row.end):
            for member in statement.members:
                assert source[member.start : member.end] in ("a", r"\frac{1}{2}", "c + 1")
            for relation in statement.relations:
                assert source[relation.start : relation.end] == "="


def test_errors_point_at_the_source_even_inside_a_macro() -> None:
    source = r"x = \bad + 1"
    scope = Scope().with_macros(r"\newcommand{\bad}{\unknown}")
    with pytest.raises(ReadingError) as caught:
        read_statement(source, scope)
    assert source[caught.value.start : caught.value.end] == r"\bad"
