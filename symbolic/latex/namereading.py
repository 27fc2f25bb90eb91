r"""A name becomes a term: a symbol, an entry of an array or family, or a function at its arguments.

Subscripts.  A declared array or family takes its indices.  A name that is not declared is a family if its subscript
is made of index letters (``i j k l m n t``, a letter that a sum binds, a declared integer), else the subscript is
part of the name (``x_{\text{new}}``, ``x_1``).  Bracketed superscripts are indices too, never powers.

Calls.  ``NAME(…)`` is a call of a declared or defined function; of a name that never stands bare, if it is one of
``f g h F G H \phi \psi`` or the statement defines it; a product if the name is a declared scalar or stands bare; of
``p``, ``P``, ``q``, ``E`` and named operators an application of which nothing is known; else it is not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from symbolic.latex.build import placeholder
from symbolic.latex.differentials import differential_of_array
from symbolic.latex.names import GREEK, ORDERS, STYLES, TRANSPOSES, NameAt, group_range, subscript_items
from symbolic.latex.opennames import inside_brackets, is_call, open_operator, open_symbol
from symbolic.latex.primes import CHANGING, USUAL, hidden_application
from symbolic.latex.reader import Reader
from symbolic.latex.survey import SEQUENCE_LETTERS, flat_name, index_parts, is_index
from symbolic.shapes import sort_shape
from symbolic.terms import INTEGER, ONE, PI, REAL, ZERO, Apply, Deriv, Elem, Sort, Sym, Term, bind, call, exp, free_symbols, num, sym

HABIT = frozenset({"f", "g", "h", "F", "G", "H", r"\phi", r"\psi", r"\varphi"})
OPAQUE = frozenset({"p", "P", "q", "E", r"\mathbb{E}", r"\mathbb{P}", r"\mathbf{E}", r"\mathrm{E}", r"\mathrm{P}", r"\mathbf{P}"})
BOLD = (r"\mathbf", r"\boldsymbol", r"\vec")
NUMBERED = frozenset({r"\mathbf", r"\boldsymbol", r"\mathbb"})
LETTERS = frozenset({"letter"})


def is_bold(name: str) -> bool:
    """Whether a name is set as a vector or matrix, under an accent or not."""
    return name.startswith(BOLD) or any(style + "{" in name for style in BOLD)


def starts_name(r: Reader) -> bool:
    """Whether a name, or an array constant, begins here."""
    token = r.peek()
    if token.kind == "letter":
        return True
    if token.kind == "command":
        return token.text in GREEK or token.text in STYLES or _name(r) is not None
    return token.kind == "text" and _name(r) is not None


def _name(r: Reader) -> NameAt | None:
    return r.name_at(r.position)


def named(r: Reader) -> Term:
    """The term of the name at the position, with its scripts, arguments and powers."""
    first = r.position
    constant = _array_constant(r)
    if constant is not None:
        return constant
    name = _name(r)
    if name is None:
        raise r.unexpected("a name was expected")
    _blocked(r, name, first)
    standard = _standard(r, name) if name.name not in r.scope.blocked else None
    if standard is not None:
        return standard
    word = _glued_capitals(r, name, first) if r.scope.open else ""
    if word:
        r.position = first + len(word)
        return opaque(r, word, first)
    r.position = name.end
    term = _call(r, name, first)
    if term is None and r.tokens[first].text == r"\operatorname" and r.symbol(flat_name(r.tokens, name)) is None and r.peek().kind in (
            "letter", "number", "command", "text") and r.peek().text not in (r"\cdot", r"\times", r"\quad", r"\qquad"):
        raise r.error(f"the operator {r.tokens[first].arg} is not known", first, "write its argument in brackets, or define it")
    if term is None:
        term = _variable(r, name, first)
    return raised(r, term, name, first)


def _glued_capitals(r: Reader, name: NameAt, first: int) -> str:
    """``KL`` of ``KL(q \\| p)``: two or more capitals without a space before brackets that hold a list."""
    end = first
    while end < r.limit and r.tokens[end].kind == "letter" and r.tokens[end].text.isupper() and (end == first or r.tokens[end].glued):
        end += 1
    inside = inside_brackets(r, end) if end - first > 1 and r.tokens[end].text == "(" else None
    return "".join(t.text for t in r.tokens[first:end]) if inside is not None and inside.parted else ""


def raised(r: Reader, term: Term, name: NameAt, first: int) -> Term:
    """The powers that stand between the parts of a name."""
    from symbolic.latex.groups import superscript

    end = r.position
    if len(name.powers) > 1:
        raise r.error("two superscripts on one name", first, "use braces: x^{2^{3}} or (x^2)^3")
    for a, b in name.powers:
        _power_of_entry(r, term, name, a, b, first)
        term = superscript(r, term, a, b, first)
        r.position = end
    return term


def _power_of_entry(r: Reader, term: Term, name: NameAt, a: int, b: int, first: int) -> None:
    r"""``A^{-1}_{ij}`` is an entry of the inverse, no reciprocal; ``A^2_{ij}`` and ``A_{ij}^T`` are written for both."""
    if not isinstance(term, Elem) or len(term.indices) < 2 or _is_block(term):
        return
    words = [t.arg.strip() if t.kind == "text" else t.text for t in r.tokens[a:b]]
    matrix = isinstance(term.base, Sym) and bool(term.base.sort.shape)
    before = any(a < c for c, _ in name.subscripts)
    whole = words == ["-", "1"] or (bool(words) and words[-1] in TRANSPOSES)
    if (matrix and (before or whole)) or (before and whole):
        raise r.error("a power of the matrix or of its entry?", first, r"write (A^{-1})_{ij} or (A_{ij})^{-1}")


def _is_block(term: Elem) -> bool:
    """Whether an entry is itself a vector or a matrix."""
    shape = sort_shape(term.base.sort, len(term.indices)) if isinstance(term.base, Sym) else None
    return bool(shape)


def _blocked(r: Reader, name: NameAt, first: int) -> None:
    for spelled in (name.name, flat_name(r.tokens, name)):
        reason = r.scope.blocked.get(spelled)
        if reason is not None and spelled not in r.bound and not r.scope.open:
            r.position = name.head_end
            raise r.error(f"it is not known what {spelled} is: {reason}", first,
                          rf"declare it: <!-- derivations: let {spelled} \in \mathbb{{R}} -->, or the type that is meant")


# --- standard names ---------------------------------------------------------------------------


def _array_constant(r: Reader) -> Term | None:
    r"""``\mathbf{1}_n``, ``\mathbf{0}``, ``\mathbb{1}[…]``."""
    token = r.peek()
    if token.kind != "command" or token.text not in NUMBERED:
        return None
    a, b = group_range(r.tokens, r.position + 1, r.close)
    if b != a + 1 or r.tokens[a].kind != "number" or r.tokens[a].text not in "01":
        return None
    first, digit = r.position, r.tokens[a].text
    r.position = b + 1 if r.tokens[r.position + 1].text == "{" else b
    if token.text == r"\mathbb" or (digit == "1" and r.at("[", r"\{")):
        return _indicator(r, first)
    op = "ones" if digit == "1" else "zeros"
    if r.at("_"):
        r.take()
        sizes = r.argument(lambda: _sizes(r))
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


def size_of(term: Term) -> Term:
    """A name used as a size is an integer."""
    return sym(term.name, INTEGER) if isinstance(term, Sym) and term.sort == REAL else term


def _indicator(r: Reader, first: int) -> Term:
    from symbolic.latex.statements import condition

    opening = r.peek().text
    closing = {"[": "]", r"\{": r"\}", "(": ")", "{": "}"}.get(opening)
    if closing is None:
        raise r.error("an indicator needs its condition in brackets", first, r"write \mathbb{1}[x > 0]")
    r.take()
    test = condition(r)
    r.expect(closing, "after the condition")
    return call("indicator", test)


def _standard(r: Reader, name: NameAt) -> Term | None:
    r"""``e``, ``\pi``, ``i``, ``I``, ``\delta_{ij}`` where they are not names of the author."""
    from symbolic.latex.functions import whole_matrix

    base = name.name
    if r.symbol(base) is not None or r.symbol(flat_name(r.tokens, name)) is not None or base == r.head:
        return None
    plain = not (name.subscripts or name.brackets or name.primes)
    if base in ("e", r"\mathrm{e}") and plain and "e" not in r.usage.families and len(name.powers) <= 1:
        r.position = name.end
        if name.powers:
            end = r.position
            with r.within(*name.powers[0]):
                exponent = r.expression()
            r.position = end
            whole_matrix(r, exponent, "the exponential", r.position - 1)
            return exp(exponent)
        _no_lone_argument(r, "e", r.position - 1)
        return exp(ONE)
    if plain and (base == r"\pi" or (base == "i" and "imaginary unit i" in r.scope.conventions)):
        first, r.position = r.position, name.end
        if not name.powers:
            _no_lone_argument(r, base, first)
        return raised(r, PI if base == r"\pi" else call("imaginary"), name, first)
    if base == "I" and not name.brackets and not name.primes:
        return _identity(r, name)
    if base == r"\delta" and len(name.subscripts) == 1 and not (name.brackets or name.primes):
        items = subscript_items(r.tokens, *name.subscripts[0])
        if len(items) == 2:
            return _kronecker(r, name, items)
    return None


def _kronecker(r: Reader, name: NameAt, items: list[tuple[int, int]]) -> Term:
    r"""``\delta_{ij}``; what stands above it is a power only if it is a numeral."""
    first, r.position = r.position, name.end
    if any(t.kind != "number" for a, b in name.powers for t in r.tokens[a:b]):
        raise r.error(r"a superscript on \delta with two indices: a power, or a further index?", first,
                      r"write (\delta_{ij})^{n} for a power, \delta_{ij}^{(l)} for an index")
    delta = call("delta", *(index_term(r, a, b) for a, b in items))
    r.position = name.end
    return raised(r, delta, name, first)


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
        identity = call("identity", index_term(r, a, b))
    r.position = name.end
    return raised(r, identity, name, first)


def variable_term(r: Reader, name: NameAt, first: int) -> Term:
    """The name as a variable: no call, its powers left to the caller."""
    _blocked(r, name, first)
    return _variable(r, name, first)


# --- variables --------------------------------------------------------------------------------


def index_term(r: Reader, a: int, b: int) -> Term:
    """The term of a subscript: letters in it are integers."""
    saved, r.in_index = r.in_index, True
    with r.within(a, b):
        term = r.expression()
    r.in_index = saved
    return term


def _variable(r: Reader, name: NameAt, first: int) -> Term:
    hidden = hidden_application(r, name)
    if hidden is not None:
        return hidden
    flat = flat_name(r.tokens, name)
    known = r.symbol(flat)
    if known is not None:
        return _plain(r, known, name, first)
    base, items = index_parts(r.tokens, name)
    array = r.symbol(base)
    if array is not None and items and (array.sort.shape or array.sort.index):
        return _entry(r, array, items, name, first)
    if array is not None and items and is_family(r, base, items) and not _is_just_a_number(r, array):
        raise r.error(f"a subscript on {base}, which is a number", first, rf"declare {base} as an array: {base} \in \mathbb{{R}}^{{n}}")
    open_name = _has_no_type(r, name, flat)
    if open_name and (not items or not is_family(r, base, items)):
        return open_symbol(flat)
    if items and is_family(r, base, items):
        _styled(r, name, first)
        ranges = tuple(r.slot_range((base, k)) for k in range(len(items)))
        return _entry(r, sym(base, Sort(index=ranges, opaque=open_name)), items, name, first)
    _styled(r, name, first)
    return differential_of_array(r, flat) or _undeclared(r, name, flat, first)


def _is_just_a_number(r: Reader, known: Sym) -> bool:
    """Whether nothing is known of a name but that it is real: the argument x of f(x) beside iterates x_n, which are another thing."""
    about = known.name in r.bound or known.name in r.scope.defined or any(known in free_symbols(f) for f in r.scope.facts)
    return known.sort == REAL and not about


def _has_no_type(r: Reader, name: NameAt, flat: str) -> bool:
    """Whether a name is read as an open symbol."""
    blocked = any(n in r.scope.blocked for n in (name.name, flat)) or name.name == "I"
    return r.scope.open and name.name not in r.bound and (blocked or is_bold(name.name))


def _plain(r: Reader, known: Sym, name: NameAt, first: int) -> Term:
    if known.sort.index and not (name.subscripts or name.brackets) and r.scope.open:
        return open_symbol(known.name)
    if known.sort.index and not (name.subscripts or name.brackets):
        if known.name == r"\pi" and first and r.tokens[first - 1].kind == "number":
            return PI  # the 2π of a normal density beside weights π_k
        raise r.error(f"{known.name} is a family and stands without its index", first, "write the index, or declare the whole as an array")
    return known


def is_family(r: Reader, base: str, items: list[tuple[int, int]]) -> bool:
    """Whether a name with these subscripts is an entry of a family, not a name of its own such as ``z_1``."""
    letters = [t.text for a, b in items for t in r.tokens[a:b] if t.kind == "letter"]
    if any(t.kind not in ("letter", "number") and t.text not in ("+", "-") for a, b in items for t in r.tokens[a:b]):
        return False
    if letters:
        return all(is_index(x, r.scope, r.usage) or x in r.bound for x in letters)
    return base in r.usage.families


def _entry(r: Reader, array: Sym, items: list[tuple[int, int]], name: NameAt, first: int) -> Term:
    if name.primes:
        raise r.error(f"a prime on an entry of {array.name}", first, "give the primed array a name of its own")
    if any(t.text == ":" for a, b in items for t in r.tokens[a:b]):
        raise r.error(f"a row or a column of {array.name}", first, "give it a name, or write its entries")
    indices = tuple(index_term(r, a, b) if isinstance(b, int) else num(b) for a, b in _split_digits(r, array, items))
    columns = array.sort.shape[1] if array.sort.shape else None
    two_on_vector = columns is ONE and len(indices) == len(array.sort.index) + 2
    if sort_shape(array.sort, len(indices)) is None or two_on_vector:
        from symbolic.latex.plain import to_text
        from symbolic.shapes import shape_text

        kind = f"of shape {shape_text(array.sort.shape)}" if array.sort.shape else "a scalar"
        raise r.error(f"{len(indices)} subscripts on {to_text(array)}, which is {kind}", first,
                      "use one subscript for a vector, two for a matrix")
    return Elem(array, indices)


def _split_digits(r: Reader, array: Sym, items: list[tuple[int, int]]) -> Sequence[tuple[int, int | str]]:
    """``w_{12}`` of a matrix means row 1, column 2."""
    out: list[tuple[int, int | str]] = list(items)
    missing = sort_shape(array.sort, len(items)) is None
    if missing and len(items) == 1:
        a, b = items[0]
        token = r.tokens[a]
        if b == a + 1 and token.kind == "number" and len(token.text) == 2 and token.text.isdigit():
            return [(a, token.text[0]), (a, token.text[1])]
    return out


def _styled(r: Reader, name: NameAt, first: int) -> None:
    if is_bold(name.name) and not r.scope.open:
        raise r.error(f"{name.name} is set as a vector or matrix and has no declared size", first,
                      rf"declare it: <!-- derivations: let {name.name} \in \mathbb{{R}}^{{n}} -->")


def _slope_of_defined(r: Reader, name: NameAt) -> Term | None:
    """``y'`` where y was given a formula in one variable."""
    definition = r.scope.definition(name.name) if name.primes and not (name.subscripts or name.brackets or name.powers) else None
    if definition is None or definition.params or definition.indexed:
        return None
    free = free_symbols(definition.value)
    variables = [s for s in free if s.name in USUAL] or list(free)
    if len(variables) != 1 or variables[0].sort != REAL or any(s.name in CHANGING for s in free - set(variables)):
        return None
    return Deriv(definition.symbol, variables[0], num(name.primes))


def _undeclared(r: Reader, name: NameAt, flat: str, first: int) -> Term:
    base = name.name
    if name.primes and base in HABIT:
        raise r.error(f"{flat} without an argument", first, f"write {base}'(x)")
    array = r.symbol(base)
    if name.primes and array is not None and array.sort.shape:
        raise r.error(f"a prime on {base}, which is an array", first, rf"write {base}^\top for the transpose, or declare {flat}")
    slope = _slope_of_defined(r, name)
    if slope is not None:
        return slope
    if name.primes and r.scope.definition(base) is not None:
        raise r.error(f"a prime on {base}, which is defined", first, rf"write \frac{{d {base}}}{{dx}} with the variable")
    if any(t.kind == "letter" for a, b in name.brackets for t in r.tokens[a:b]):
        bracket = next(t for a, b in name.brackets for t in r.tokens[a:b] if t.kind == "letter")
        if bracket.text in r.bound:
            raise r.error(f"the index of {flat} cannot be read", first)
    if r.scope.open and flat == base and base in r.usage.families and not r.in_index:
        return open_symbol(flat)
    if flat == base and base in r.local.families and not r.in_index:
        raise r.error(f"{base} stands with and without subscripts", first,
                      rf"declare it: <!-- derivations: let {base} \in \mathbb{{R}}^{{n}} -->")
    if base.startswith(r"\mathbb") and r.scope.open and _factor_follows(r):
        return open_operator(flat, r.product())
    if base.startswith(r"\mathbb"):
        raise r.error(f"{base} without brackets: an expectation, or a set?", first, rf"write {base}[…], or declare {base} \in \mathbb{{R}}")
    _word_run(r, name, first)
    if r.scope.open and _strange_label(r, name):
        return open_symbol(flat)
    _label(r, name, first)
    _derivative_operator(r, name, first)
    if flat in r.usage.continuous:
        return sym(flat, REAL)
    integer = r.in_index or flat in r.usage.indices or flat in r.usage.sizes
    return sym(flat, INTEGER if integer else REAL)


def _factor_follows(r: Reader) -> bool:
    from symbolic.latex.grammar import starts_factor

    return starts_factor(r)


def _derivative_operator(r: Reader, name: NameAt, first: int) -> None:
    """``D_x f``: a derivative, or a product?"""
    from symbolic.latex.grammar import starts_factor

    if name.name == "D" and len(name.subscripts) == 1 and not name.powers and starts_factor(r):
        a, b = name.subscripts[0]
        if b == a + 1 and r.tokens[a].kind == "letter":
            raise r.error(f"D_{r.tokens[a].text} before a formula: a derivative or a factor?", first,
                          rf"write \frac{{\partial}}{{\partial {r.tokens[a].text}}}, or \cdot for the product")


LABELS = frozenset({",", "+", "-", "*", "(", ")", r"\max", r"\min", r"\ast", r"\star", r"\infty", r"\mid", "|", r"\sim", r"\perp",
                    r"\parallel"})


def _strange_label(r: Reader, name: NameAt) -> bool:
    marks = [t for a, b in name.subscripts for t in r.tokens[a:b] if t.kind in ("symbol", "command") and t.text not in LABELS]
    return any(t.kind == "symbol" or t.text not in GREEK for t in marks)


def _label(r: Reader, name: NameAt, first: int) -> None:
    """A subscript that is part of a name consists of letters, numbers and words."""
    if _strange_label(r, name):
        raise r.error("a subscript that cannot be read", first, r"use letters, numbers or \text{words} in the subscript")
    for a, b in name.subscripts:
        if a == b or all(t.text == "," for t in r.tokens[a:b]):
            raise r.error("an empty subscript", first, "remove the _ or write the subscript")


def _word_run(r: Reader, name: NameAt, first: int) -> None:
    """A run of four or more letters of which none is known looks like a word, not like a product."""
    token = r.tokens[first]
    if token.kind != "letter" or name.head_end != first + 1 or (first and token.glued and r.tokens[first - 1].kind == "letter"):
        return
    end = first + 1
    while end < r.limit and r.tokens[end].kind == "letter" and r.tokens[end].glued:
        end += 1
    run = [t.text for t in r.tokens[first:end]]
    if len(run) >= 4 and not any(r.symbol(x) is not None for x in run):
        word = "".join(run[:40])
        r.position = end
        raise r.error(f"{word}: a word, or a product of {len(run)} letters?", first,
                      rf"write \text{{{word}}} for a name, or declare its letters; "
                      rf"<!-- derivations: let {word} \in \mathbb{{R}} --> makes it a name")


# --- calls ------------------------------------------------------------------------------------


def _call(r: Reader, name: NameAt, first: int) -> Term | None:
    """The application of a name to what stands in brackets after it; None if the name stands for itself."""
    bracket = r.peek().text
    if bracket not in ("(", "[") or (name.powers and not _orders(r, name)):
        return _powered_call(r, name, first) if bracket == "(" and name.powers else None
    flat, plain = _without_primes(r, name)
    known = r.symbol(flat)
    if known is not None and known.sort.is_function:
        return _apply(r, known, name, first)
    base = r.symbol(name.name)
    if r.scope.open and bracket == "(" and not name.primes and is_call(
            r, name, HABIT, known is not None or (base is not None and not base.sort.is_function)):
        return opaque(r, flat, first)
    if base is not None and base.sort.is_function and (name.primes or _order_bracket(r, name)):
        return _apply(r, base, name, first)
    if base is not None and base.sort.is_function and known is None and len(name.brackets) == 1 and not name.subscripts:
        return _derivative_of_order(r, base, name, first)
    if known is not None or (base is not None and (base.sort.shape or base.sort.index)):
        if known is not None and known.name not in r.bound and known.name in r.scope.defined:
            _no_lone_argument(r, flat, first)
        return None
    bare = (name.name in r.usage.bare or flat in r.usage.bare) and not name.name.startswith(r"\mathbb")
    if bracket == "[":
        if _is_opaque(name) and bare:
            raise r.error(f"{flat}[…]: a product or an expectation?", first, f"write {flat} \\cdot […] for the product")
        return opaque(r, flat, first) if _is_opaque(name) else None
    if name.name in ORDERS and plain and not bare and bracket == "(":
        return _order_of(r, name, first)
    if bare and name.name in HABIT:
        raise r.error(f"{flat} stands with and without an argument", first,
                      rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} -->, "
                      rf"or let {flat} \in \mathbb{{R}} for a product")
    if bare:
        _no_lone_argument(r, flat, first)
        return None
    if flat == r.head and not name.primes and not (_is_opaque(name) and _conditional_ahead(r)):
        return _apply_new(r, flat, name, first)
    if name.name in HABIT and _order_bracket(r, name) and r.tokens[name.brackets[0][0] - 1].text == "(":
        raise r.error(f"{flat}(…): a derivative of {name.name}, or a function with an index?", first,
                      rf"write {name.name}''(x), or declare {name.name} : \mathbb{{R}} \to \mathbb{{R}} for a derivative")
    if name.name in HABIT and (name.primes or plain or not _index_like(r, name)):
        return _apply_new(r, flat, name, first)
    if _is_opaque(name) and not name.primes:
        return opaque(r, flat, first)
    if _index_like(r, name):
        _no_lone_argument(r, flat, first)
        return None
    raise r.error(f"{flat}(…): a product or a function?", first,
                  rf"declare it: <!-- derivations: let {flat} \in \mathbb{{R}} --> for a product, "
                  rf"<!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function")


def _derivative_of_order(r: Reader, function: Sym, name: NameAt, first: int) -> Term:
    """``f^{(n)}(x)``: the derivative of an order that is a letter which counts."""
    a, b = name.brackets[0]
    letters = [t.text for t in r.tokens[a:b] if t.kind == "letter"]
    counts = all(x in r.bound or (x in SEQUENCE_LETTERS and r.usage.class_of((name.name, 0)) is None) for x in letters)
    if not letters or not counts or r.tokens[a - 1].text != "(" or function.sort.domain != (REAL,):
        raise r.error(f"the superscript on {function.name}: an order of a derivative, or an index?", first,
                      rf"write {function.name}^{{(n)}}(x) for the derivative of order n, or an index as a subscript")
    order = index_term(r, a, b)
    r.position = name.end
    arguments = _arguments(r)
    if len(arguments) != 1 or r.shape_of(arguments[0], first):
        raise r.error(f"{function.name} takes 1 argument, not {len(arguments)}", first, "write all the arguments")
    at = arguments[0]
    if not any(s.name in r.bound for s in free_symbols(order)):
        r.assumed.append(call("ge", order, ZERO))
    if isinstance(at, Sym):
        return Deriv(Apply(function, (at,), (0,)), at, order)
    slot = sym("u")
    return bind("at", slot, Deriv(Apply(function, (slot,), (0,)), slot, order), (at,))


def _order_of(r: Reader, name: NameAt, first: int) -> Term:
    """``O(x^3)``: everything of that order."""
    arguments = _arguments(r)
    if len(arguments) != 1 or r.shape_of(arguments[0], first) or not free_symbols(arguments[0]):
        raise r.error(f"{name.name}(…): an order has one argument with a variable", first, "write O(x^2)")
    return call(ORDERS[name.name], arguments[0])


def _no_lone_argument(r: Reader, flat: str, first: int) -> None:
    """``q(x)`` looks like a call even where ``q`` stands bare elsewhere; a product of two names needs no brackets."""
    if not r.at("("):
        return
    place = r.position
    while r.tokens[place].text in ("(", ",", ";"):
        inner = r.name_at(place + 1)
        powers = [t for a, b in inner.powers for t in r.tokens[a:b]] if inner is not None else []
        if inner is not None and (not powers or inner.subscripts or any(t.kind == "letter" for t in powers)):
            place = inner.end
        elif r.tokens[place + 1].kind == "number":
            place += 2
        else:
            return
    if r.tokens[place].text != ")":
        return
    raise r.error(f"{flat}(…): a product or a function?", first,
                  rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}} \to \mathbb{{R}} --> for a function, "
                  rf"or write {flat} \cdot … for a product")


def _orders(r: Reader, name: NameAt) -> bool:
    return False


def _powered_call(r: Reader, name: NameAt, first: int) -> Term | None:
    known = r.symbol(name.name)
    function = known.sort.is_function if known is not None else name.name in HABIT and name.name not in r.usage.bare
    if not function:
        if known is None and name.name not in r.usage.bare and not name.subscripts:
            raise r.error(f"{name.name}^…(…): a power of a function or a product?", first, "add brackets")
        if known is None:
            _no_lone_argument(r, f"{name.name}^…", first)
        return None
    raise r.error(f"a power of the function {name.name} before its argument", first, f"write ({name.name}(x))^2, or the inverse by a name")


def _is_opaque(name: NameAt) -> bool:
    return name.name in OPAQUE or name.name.startswith((r"\text{", r"\mathrm{", r"\mathcal{KL", r"\mathbb{V"))


def _conditional_ahead(r: Reader) -> bool:
    r"""``p(x, y) = p(x \mid y) p(y)``: a name that takes conditions is no function that the formula defines."""
    return any(t.text == r"\mid" for t in r.tokens) or sum(t.text == "|" for t in r.tokens) % 2 == 1


def _index_like(r: Reader, name: NameAt) -> bool:
    base, items = index_parts(r.tokens, name)
    return bool(items) and is_family(r, base, items)


def _order_bracket(r: Reader, name: NameAt) -> bool:
    return len(name.brackets) == 1 and all(t.kind == "number" or t.text == "," for t in r.tokens[slice(*name.brackets[0])])


def _without_primes(r: Reader, name: NameAt) -> tuple[str, bool]:
    flat = flat_name(r.tokens, name, primes=False)
    return flat, flat == name.name


def _arguments(r: Reader) -> tuple[Term, ...]:
    r.take()
    arguments = [r.expression()]
    while r.skip(",", ";"):
        arguments.append(r.expression())
    if r.at("|", r"\mid"):
        raise r.unexpected("a condition inside a function")
    r.expect(")", "after the arguments")
    return tuple(arguments)


def _apply(r: Reader, function: Sym, name: NameAt, first: int) -> Term:
    """A known function at arguments; primes and ``^{(1,0)}`` count derivatives."""
    if r.at("["):
        raise r.unexpected(f"the argument of {function.name} in round brackets was expected")
    arguments = _arguments(r)
    domain = function.sort.domain or ()
    if len(arguments) != len(domain):
        raise r.error(f"{function.name} takes {len(domain)} arguments, not {len(arguments)}", first, "write all the arguments")
    orders = _derivative_orders(r, name, function, len(domain), first)
    term = Apply(function, arguments, orders)
    r.shape_of(term, first)
    return term


def _derivative_orders(r: Reader, name: NameAt, function: Sym, arity: int, first: int) -> tuple[int, ...]:
    if function.name == flat_name(r.tokens, name, primes=False) and not name.primes:
        return (0,) * arity
    if name.primes and arity == 1:
        return (name.primes,)
    if _order_bracket(r, name):
        orders = tuple(int(t.text) for t in r.tokens[slice(*name.brackets[0])] if t.kind == "number")
        if len(orders) == arity:
            return orders
    raise r.error(f"a derivative of {function.name}, which takes {arity} arguments", first,
                  rf"write \frac{{\partial {function.name}}}{{\partial x}}")


def _apply_new(r: Reader, flat: str, name: NameAt, first: int) -> Term:
    """A function that nothing declares: of as many real numbers as it has arguments."""
    arguments = _arguments(r)
    sort = r.head_sort.get(flat)
    if sort is None:
        if any(r.shape_of(a, first) for a in arguments):
            raise r.error(f"{flat} at a vector or matrix needs a declaration", first,
                          rf"declare it: <!-- derivations: let {flat} : \mathbb{{R}}^{{n}} \to \mathbb{{R}} -->")
        sort = Sort(domain=(REAL,) * len(arguments))
    if name.primes and len(arguments) > 1:
        raise r.error(f"a prime on {flat}, which takes {len(arguments)} arguments", first, rf"write \frac{{\partial {flat}}}{{\partial x}}")
    return Apply(sym(flat, sort), arguments, (name.primes,) if name.primes else (0,) * len(arguments))


def opaque(r: Reader, name: str, first: int) -> Term:
    r"""``E[x]``, ``p(x \mid y)``: a function of which nothing is known; the separators are part of its name."""
    from symbolic.latex.statements import condition

    opening = r.take().text
    closing = {"(": ")", "[": "]", r"\{": r"\}"}[opening]
    arguments: list[Term] = []
    pattern = name + opening
    saved, r.bars = r.bars, 1
    while True:
        arguments.append(condition(r))
        if r.scope.open and r.skip(r"\in"):
            arguments[-1] = open_operator(r"\in", arguments[-1], r.expression())
        token = r.peek()
        if token.text == closing:
            break
        if token.text not in (",", ";", "|", r"\mid", r"\|", r"\parallel"):
            raise r.unexpected(f"{closing} was expected after the arguments")
        r.take()
        if token.text == "|" and r.skip("|"):
            token = token._replace(text=r"\|")
        sign = {"|": r" \mid ", r"\mid": r" \mid ", r"\|": r" \| ", r"\parallel": r" \| "}.get(token.text, f"{token.text} ")
        pattern += r"\cdot" + sign
    r.bars = saved
    r.take()
    function = sym(pattern + r"\cdot" + closing, Sort(domain=(REAL,) * len(arguments), opaque=True))
    return Apply(function, tuple(arguments), (0,) * len(arguments))
