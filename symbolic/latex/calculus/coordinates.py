r"""The Cartesian coordinates by which ``\nabla`` differentiates where its variables are not written.

They are the letters of the functions that stand behind it, or of the one list of letters that functions of this text have; else x, y
and z, or x and y in the plane, where no other letter can be meant.  The letters of polar, cylindrical and spherical
coordinates are never taken, for there the operators have other formulas; a time t is none of three.
"""

from __future__ import annotations

from symbolic.latex.names.field_heads import NABLA
from symbolic.latex.names.vector_fields import of_several_numbers
from symbolic.latex.reader import Reader
from symbolic.shapes import shape
from symbolic.terms import REAL, Apply, Call, Num, Sym, Term, free_symbols, substitute, sym, walk

RADII = frozenset({"r", r"\rho", "s"})
ANGLES = frozenset({r"\theta", r"\phi", r"\varphi", r"\vartheta"})
VECTOR_CALCULUS, HESSIAN = "vector calculus", "Hessian"
MATRICES = frozenset({r"\begin", r"\det", r"\succ", r"\succeq", r"\prec", r"\preceq", r"\top", "I"})
LETTERS = ("x", "y", "z")
OTHERS = RADII | ANGLES | {"u", "v", "w"}
"""Letters that are coordinates as often as parameters."""


def is_vector_calculus(r: Reader) -> bool:
    r"""Whether the text is about fields: it takes divergences or curls, or its words say so; then ``\nabla^2`` is the Laplacian.

    Where words speak of a Hessian it is none."""
    return HESSIAN not in r.scope.conventions and (VECTOR_CALCULUS in r.scope.conventions or NABLA in r.usage.fields)


def shows_matrix(r: Reader) -> bool:
    r"""Whether the row has what stands beside a Hessian: a matrix, an inverse, a determinant, a definite order."""
    texts = [t.text for t in r.tokens]
    inverted = any(texts[k : k + 4] == ["^", "{", "-", "1"] for k in range(len(texts)))
    named = any(t.kind == "text" and t.arg.strip() in ("tr", "Tr", "diag", "rank") for t in r.tokens)
    return inverted or named or not MATRICES.isdisjoint(texts)


OR_LAPLACIAN = r"write \nabla \cdot \nabla f for the Laplacian, a matrix behind the equals sign for the Hessian"


def is_hessian_in_space(t: Term) -> bool:
    r"""Whether a term is ``\nabla^2 f`` of numbers, read as a Hessian; beside a number the Laplacian is meant, beside 0 either."""
    return isinstance(t, Call) and t.op == "hessian" and isinstance(t.args[1], Call) and t.args[1].op == "tuple"


def is_curvilinear(names: tuple[Term, ...]) -> bool:
    """Whether a list of letters has a radius, and an angle or a height."""
    found = {s.name for s in names if isinstance(s, Sym)}
    return not RADII.isdisjoint(found) and not (ANGLES | {"z"}).isdisjoint(found)


def at_coordinates(r: Reader, body: Term) -> Term:
    """The operand of an operator with the functions that stand bare in it at their coordinates."""
    bare = [s for s in free_symbols(body) if (s.sort == REAL or s.sort.is_function) and s.name not in r.bound]
    values: dict[Sym, Term] = {}
    for s in bare:
        d = of_several_numbers(r, s.name.partition("(")[0]) if s.sort.is_function or r.symbol(s.name) is None else None
        if d is not None and s not in d.params:
            values[s] = Apply(d.symbol, d.params, (0,) * len(d.params))
    if isinstance(body, Sym):
        return values.get(body, body)
    return substitute(body, {s: v for s, v in values.items() if not s.sort.is_function}) if values else body


def coordinates(r: Reader, body: Term) -> tuple[Term, ...] | None:
    """The coordinates of what an operator acts on; None where the text does not tell them."""
    size = shape(body, r.scope.conventions)
    count = int(size[0].value) if size and isinstance(size[0], Num) else 0
    lists = {t.args for t in walk(body) if isinstance(t, Apply) and len(t.args) > 1}
    if lists:
        found = next(iter(lists)) if len(lists) == 1 else ()
        return _checked(_in_space(found, count), count)
    reached = _reached(r, body)
    lists = {d.params for d in r.scope.definitions if d.symbol.sort.is_function and len(d.params) > 1 and reached.intersection(d.params)}
    if lists:
        found = next(iter(lists)) if len(lists) == 1 else ()
        return _checked(_in_space(found, count), count)
    names = {s.name for s in reached}
    if names & OTHERS:
        return None
    letters = LETTERS[: count or (3 if "z" in r.usage.bare or "z" in names else 2)]
    enough = names.intersection(letters) if count in (2, 3) else names.issuperset(letters) and not count
    beyond = names & set(LETTERS) - set(letters)
    symbols = tuple(sym(x) for x in letters)
    return symbols if enough and not beyond and reached.issuperset(s for s in symbols if s.name in names) else None


def _in_space(names: tuple[Term, ...], count: int) -> tuple[Term, ...]:
    """The coordinates without the time, if they are one too many with it."""
    rest = tuple(s for s in names if not (isinstance(s, Sym) and s.name == "t"))
    return rest if len(rest) == count else names


def _checked(names: tuple[Term, ...], count: int) -> tuple[Term, ...] | None:
    plain = all(isinstance(s, Sym) and s.sort == REAL for s in names) and len(set(names)) == len(names) > 1
    timed = any(isinstance(s, Sym) and s.name == "t" for s in names)
    return names if plain and not timed and count in (0, len(names)) and not is_curvilinear(names) else None


def _reached(r: Reader, body: Term) -> frozenset[Sym]:
    """The names in a term, and in the formulas of those that have one."""
    found: set[Sym] = set()
    waiting = list(free_symbols(body))
    while waiting:
        s = waiting.pop()
        if s in found:
            continue
        d = r.scope.definition(s.name)
        if d is None:
            found.add(s)
        else:
            waiting += free_symbols(d.value) - set(d.params)
    return frozenset(found)


def listed(names: tuple[Term, ...]) -> Term:
    """The coordinates as the second argument of an operator."""
    return Call("tuple", names) if len(names) > 1 else names[0]
