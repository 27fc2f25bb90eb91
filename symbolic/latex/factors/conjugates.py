r"""``\overline{z}`` of a complex number or array, declared or given by ``z = a + bi``, is its conjugate, unless it is declared itself."""

from __future__ import annotations

from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import group_range
from symbolic.terms import REAL, Sym, Term, call, operators

BARS = (r"\overline", r"\bar")


def at_conjugate(r: Reader) -> bool:
    """Whether a bar stands over a formula with a complex name, or with the declared imaginary unit.

    Over a family of complex numbers it is their mean.
    """
    if r.peek().kind != "command" or r.peek().text not in BARS:
        return False
    name = r.name_at(r.position)
    if name is not None and r.scope.symbol(name.name) is not None:
        return False
    a, b = group_range(r.tokens, r.position + 1, r.close)
    inside = [t.text for t in r.tokens[a:b] if t.kind in ("letter", "command")]
    if inside[:1] and inside[0] in BARS and r.scope.symbol(inside[-1]) is not None and not r.scope.open and not any(
            _is_complex(r, text) for text in inside):
        first, r.position = r.position, b
        raise r.error(f"two bars over {inside[-1]}: a mean of means, or the conjugate twice?", first, "declare the name with its bars")
    family = r.scope.symbol(inside[0]) if b - a == 1 and inside else None
    beside = any(_is_complex(r, t.text) for t in r.tokens if t.kind == "letter")
    if family is not None and family.sort == REAL and beside and not r.scope.open and not _is_complex(r, family.name):
        first, r.position = r.position, b
        remedy = "leave out the bar over a real number, or declare the name with its bar"
        raise r.error(f"a bar over {family.name}, which is real, beside complex numbers", first, remedy)
    return (family is None or not family.sort.index) and any(_is_complex(r, text) for text in inside)


def _is_complex(r: Reader, name: str) -> bool:
    symbol, definition = r.symbol(name), r.scope.definition(name)
    if symbol is None:
        return name == r.scope.imaginary_unit
    if definition is not None and not definition.params and "imaginary" in operators(definition.value):
        return True
    return symbol.sort.field == "complex" and not symbol.sort.is_function


def conjugate(r: Reader) -> Term:
    first, bar = r.position, r.take()
    value = r.argument(r.expression)
    if bar.text == r"\bar" and isinstance(value, Sym) and value.sort.shape:
        raise r.error(f"a bar over {value.name}: a mean, or the conjugate?", first, rf"write \overline{{{value.name}}} for the conjugate")
    return call("conj", value)
