r"""Standard names, if not the author's: ``e``, ``\pi``, ``i``, ``I``, ``\delta_{ij}``, ``\mathbf{1}_n``, ``\mathbb{1}[…]``."""

from __future__ import annotations

from symbolic.latex.build import placeholder
from symbolic.latex.calls.applying import opaque, refuse_lone_argument
from symbolic.latex.names.entries import index_term, size_of
from symbolic.latex.names.open_names import CLAIMS, inside_brackets, lone_argument, open_symbol
from symbolic.latex.names.powers import raised, stepping_letters
from symbolic.latex.names.usage import flat_name, spelled
from symbolic.latex.names.variables import is_said_function, names_number
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt, after_group, group_range, subscript_items
from symbolic.terms import ONE, PI, REAL, Term, call, exp

NUMBERED = frozenset({r"\vec", r"\mathbf", r"\boldsymbol", r"\mathbb"})


def array_constant(r: Reader) -> Term | None:
    r"""``\mathbf{1}_n``, ``\mathbf{0}``, ``\mathbb{1}[…]``."""
    token = r.peek()
    if token.kind != "command" or token.text not in NUMBERED:
        return None
    a, b = group_range(r.tokens, r.position + 1, r.close)
    if b != a + 1 or r.tokens[a].kind != "number" or r.tokens[a].text not in "01":
        return None
    first, digit = r.position, r.tokens[a].text
    r.position = b + 1 if r.tokens[r.position + 1].text == "{" else b
    if token.text == r"\mathbb" and (test := _test_below(r)) is not None:
        return test
    if token.text == r"\mathbb" or (digit == "1" and (r.at("[", r"\{") or holds_relation(r))):
        return indicator(r, first)
    test = _test_below(r) if digit == "1" else None
    if test is not None:
        return test
    op = "ones" if digit == "1" else "zeros"
    if r.at("_"):
        r.take()
        sizes = r.argument(lambda: _sizes(r))
        if op == "ones" and r.at("("):
            refuse_lone_argument(r, r"\mathbf{1}_{…}", first)
        return call(op, *sizes)
    if r.scope.open:
        return open_symbol(rf"\mathbf{{{digit}}}")
    r.unknown_sizes += 1
    return call(op, placeholder(r.unknown_sizes), ONE)


def _sizes(r: Reader) -> tuple[Term, Term]:
    from symbolic.latex.grammar import factor

    parts = [size_of(factor(r))]
    while r.skip(r"\times", ","):
        parts.append(size_of(factor(r)))
    return (parts[0], parts[1]) if len(parts) > 1 else (parts[0], ONE)


def holds_relation(r: Reader) -> bool:
    """Whether a relation stands in the round brackets or braces here."""
    inside = inside_brackets(r, r.position) if r.at("(", r"\{") else None
    return inside is not None and any(t.text in CLAIMS for t in r.tokens[r.position : inside.close])


def _has_relation(r: Reader) -> bool:
    return any(t.text in CLAIMS for t in r.tokens[slice(*group_range(r.tokens, r.position, r.close))])


COMPARED = frozenset({"=", "<", ">", r"\le", r"\ge", r"\ne"})


def _test_below(r: Reader) -> Term | None:
    r"""``\mathbf{1}_{x > 0}``, ``\mathbb{1}_{\{x \ge 0\}}``: the indicator of a comparison of numbers."""
    from symbolic.latex.relations.conditions import condition

    if not r.at("_"):
        return None
    a, b = group_range(r.tokens, r.position + 1, r.close)
    after = after_group(r.tokens, r.position + 1, r.close)
    if {"{": "}", "[": "]", "(": ")", r"\{": r"\}"}.get(r.tokens[a].text) == r.tokens[b - 1].text and b > a + 2:
        a, b = a + 1, b - 1
    signs = [t.text for t in r.tokens[a:b] if t.text in CLAIMS or t.text in (",", "|", r"\mid")]
    if not signs or not COMPARED.issuperset(signs) or r.tokens[after].text in ("(", "["):
        return None
    with r.within(a, b):
        test = condition(r)
    r.position = after
    return call("indicator", test)


def _open_indicator(r: Reader) -> Term:
    r"""``\mathbb{1}_A``: the indicator of a set or event of which nothing is known."""
    r.skip("_")
    a, b = group_range(r.tokens, r.position, r.close)
    r.position = after_group(r.tokens, r.position, r.close)
    name = rf"\mathbb{{1}}_{{{spelled(r.tokens[a:b])}}}"
    return opaque(r, name, a) if r.at("(") and inside_brackets(r, r.position) is not None else open_symbol(name)


def indicator(r: Reader, first: int) -> Term:
    """The indicator of what stands in brackets here."""
    from symbolic.latex.relations.conditions import condition

    opening = r.peek().text
    closing = {"[": "]", r"\{": r"\}", "(": ")", "{": "}"}.get(opening)
    if r.scope.open and (closing is None or (opening == "{" and not _has_relation(r))):
        return _open_indicator(r)
    if closing is None:
        raise r.error("an indicator needs its condition in brackets", first, r"write \mathbb{1}[x > 0]")
    r.take()
    test = condition(r)
    r.expect(closing, "after the condition")
    return call("indicator", test)


INDICATORS = frozenset({"I", r"\mathbb{I}", r"\mathrm{I}", r"\mathbf{I}"})
"""What is the indicator before a relation in braces, ``I\\{y = k\\}``."""


def standard_name(r: Reader, name: NameAt) -> Term | None:
    r"""``e``, ``\pi``, ``i``, ``I``, ``\delta_{ij}`` where they are not names of the author."""
    from symbolic.latex.calls.matrix_functions import exponential

    base = name.name
    if is_said_function(r, name):
        return None
    if r.symbol(flat_name(r.tokens, name)) is not None or base == r.head:
        return None
    if (known := r.symbol(base)) is not None and not (base == r"\delta" and known.sort == REAL and name.subscripts):
        return None  # with two indices δ is Kronecker's, also beside a number δ
    plain = not (name.subscripts or name.brackets or name.primes)
    if base in INDICATORS and plain and not name.powers and r.tokens[name.end].text == r"\{":
        first, r.position = r.position, name.end
        if holds_relation(r):
            return indicator(r, first)
        r.position = first
    if base in ("e", r"\pi") and base in r.usage.quantities:
        return None
    if base in ("e", r"\mathrm{e}") and plain and ("e" not in r.usage.families or _is_exponential(r, name)) and len(name.powers) <= 1:
        letters = {r.tokens[a].text for a, b in name.powers if b == a + 1}
        if not letters.isdisjoint(stepping_letters(r)):
            raise r.error("a power of e, or an index as above the other names?", r.position, r"write \exp(…) for the power")
        row = letters == {"T"} and r.symbol("T") is None and r.tokens[name.end].kind == "letter"
        if row:
            raise r.error("e^T before a name: an exponential, or a row?", r.position, r"write \exp(T), or e^\top for the row")
        r.position = name.end
        if name.powers:
            end = r.position
            with r.within(*name.powers[0]):
                exponent = r.expression()
            r.position = end
            return exponential(r, exponent, "the exponential", r.position - 1)
        refuse_lone_argument(r, "e", r.position - 1)
        return exp(ONE)
    if r.scope.open and base == r"\pi" and plain and not name.powers and _is_called(r, name):
        return None
    upright = base == r"\mathrm{i}" and r"\mathrm{i}" not in r.usage.families  # set upright, i is nothing but the imaginary unit
    if plain and (base == r"\pi" or base == r.scope.imaginary_unit or upright):
        first, r.position = r.position, name.end
        if not name.powers:
            refuse_lone_argument(r, base, first)
        return raised(r, PI if base == r"\pi" else call("imaginary"), name, first)
    if base in ("I", r"\mathbf{I}") and not (name.brackets or name.primes or names_number(r, name)):
        return _identity(r, name)
    if base == r"\delta" and len(name.subscripts) == 1 and not (name.brackets or name.primes):
        items = _pair(r, *name.subscripts[0]) or subscript_items(r.tokens, *name.subscripts[0])
        if len(items) == 2 and _is_called(r, name):
            if r.scope.open:
                return None
            saved, r.position = r.position, name.end
            refuse_lone_argument(r, flat_name(r.tokens, name), saved)
            r.position = saved
        if len(items) == 2:
            return _kronecker(r, name, items)
    return None


def _is_exponential(r: Reader, name: NameAt) -> bool:
    r"""``e^{-b^2/2}``, ``e^{\frac{b}{2}}`` beside vectors e_i: no other e has a quotient, a difference or a power above it."""
    return any(t.text in ("-", "/", "^", r"\frac") and t is not r.tokens[b - 1] for a, b in name.powers for t in r.tokens[a:b])


def _is_called(r: Reader, name: NameAt) -> bool:
    """``\\pi(x)``, a probability of x: no product with a lone name in brackets."""
    inside = inside_brackets(r, name.end) if r.tokens[name.end].text == "(" else None
    return inside is not None and (inside.parted or lone_argument(r, name.end + 1, inside.close))


def _pair(r: Reader, a: int, b: int) -> list[tuple[int, int]] | None:
    r"""A letter beside a numeral: the indices of ``\delta_{1j}`` and ``\delta_{j2}``; those of ``\delta_{2j}`` may be one, twice j."""
    kinds = [t.kind for t in r.tokens[a:b]]
    two = kinds == ["letter", "number"] or (kinds == ["number", "letter"] and r.tokens[a].text == "1")
    return [(a, a + 1), (a + 1, b)] if two else None


def _kronecker(r: Reader, name: NameAt, items: list[tuple[int, int]]) -> Term:
    r"""``\delta_{ij}``; what stands above it is a power only if it is a numeral."""
    first, r.position = r.position, name.end
    if any(t.kind != "number" for a, b in name.powers for t in r.tokens[a:b]):
        raise r.error(r"a superscript on \delta with two indices: a power, or a further index?", first,
                      r"write (\delta_{ij})^{n} for a power, \delta_{ij}^{(l)} for an index")
    delta = call("delta", *(index_term(r, a, b) for a, b in items))
    r.position = name.end
    return raised(r, delta, name, first)


def _among_arrays(r: Reader) -> bool:
    """Whether an array is declared or written out."""
    return any(sort.shape for sort in r.scope.names.values()) or any("matrix" in t.text or "matrix" in t.arg for t in r.tokens)


def _in_normal_law(r: Reader) -> bool:
    r"""``x \sim \mathcal{N}(0, I_n)``: whether the last parameter of a normal law is read."""
    texts = [t.text for t in r.tokens[: r.position]]
    return texts[-1:] == [","] and r"\sim" in texts and "N" in texts[texts.index(r"\sim") :]


def _identity(r: Reader, name: NameAt) -> Term | None:
    first = r.position
    if r.scope.open:
        return None
    if not name.subscripts:
        r.unknown_sizes += 1
        identity: Term = call("identity", placeholder(r.unknown_sizes))
    else:
        a, b = name.subscripts[0]
        letters = [t for t in r.tokens[a:b] if t.kind == "letter"]
        if any(t.text in r.bound for t in letters) or any(t.kind == "text" for t in r.tokens[a:b]) or len(name.subscripts) > 1:
            return None
        if not _among_arrays(r) and not (r.tokens[a].kind == "letter" and _in_normal_law(r)):
            if r.tokens[a].text in ("0", "1"):
                return None
            said = rf"<!-- derivations: let {flat_name(r.tokens, name)} \in \mathbb{{R}} -->"
            raise r.error("I with a subscript: an identity matrix, or a name?", first, f"declare the arrays beside it, or the name: {said}")
        identity = call("identity", index_term(r, a, b))
    r.position = name.end
    return raised(r, identity, name, first)
