r"""``\overline{z}`` of a complex number, declared or given by ``z = a + bi``, is its conjugate, unless it is declared itself."""

from __future__ import annotations

from symbolic.latex.names.spelling import group_range
from symbolic.latex.reader import Reader
from symbolic.terms import Term, call, operators

BARS = (r"\overline", r"\bar")


def at_conjugate(r: Reader) -> bool:
    """Whether a bar stands over a formula with a complex name, or with the declared imaginary unit."""
    if r.peek().kind != "command" or r.peek().text not in BARS:
        return False
    name = r.name_at(r.position)
    if name is not None and r.symbol(name.name) is not None:
        return False
    a, b = group_range(r.tokens, r.position + 1, r.close)
    return any(_is_complex(r, t.text) for t in r.tokens[a:b] if t.kind in ("letter", "command"))


def _is_complex(r: Reader, name: str) -> bool:
    symbol, definition = r.symbol(name), r.scope.definition(name)
    if symbol is None:
        return name == r.scope.imaginary_unit
    if definition is not None and not definition.params and "imaginary" in operators(definition.value):
        return True
    return symbol.sort.is_scalar and symbol.sort.field == "complex"


def conjugate(r: Reader) -> Term:
    r.take()
    return call("conj", r.argument(r.expression))
