r"""Definitions: ``z := …``, ``f(x) := …``, ``o_k := …``."""

from __future__ import annotations

from symbolic.latex.declaring.names import forget_block
from symbolic.latex.names.usage import flat_name, index_parts
from symbolic.latex.reader import Reader
from symbolic.terms import Apply, Definition, Elem, Sym, Term


def declare_definition(r: Reader, a: int, c: int, d: int, b: int) -> list[str]:
    """``z := …``, ``f(x) := …``, ``o_k := …``."""
    from symbolic.latex.relations.members import Relation, read_members

    saved = r.head, dict(r.head_sort)
    name = r.name_at(a)
    if name is not None:
        for spelled in (flat_name(r.tokens, name), index_parts(r.tokens, name)[0]):
            forget_block(r, spelled)
            r.scope = r.scope.forget(spelled)
    members = read_members(r, [(a, c), (d, b)], (Relation("define", 0, 0),), False)
    r.head, r.head_sort = saved
    definition = definition_of(members[0].term, members[1].term)
    if definition is None:
        r.position = c
        raise r.error("the left side of a definition is a name", a, "write name := …, f(x) := … or o_k := …")
    r.scope = r.scope.define(definition)
    return [definition.symbol.name]


def definition_of(left: Term, value: Term, line: int | None = None) -> Definition | None:
    """``left := value`` as a definition, if the left side is a name, a function of letters or a family."""
    match left:
        case Sym():
            return Definition(left, (), value, line=line)
        case Apply(function, args, orders) if not any(orders) and all(isinstance(x, Sym) for x in args) and len(set(args)) == len(args):
            return Definition(function, tuple(x for x in args if isinstance(x, Sym)), value, line=line)
        case Elem(Sym() as base, indices) if all(isinstance(x, Sym) for x in indices) and len(set(indices)) == len(indices):
            return Definition(base, tuple(x for x in indices if isinstance(x, Sym)), value, indexed=True, line=line)
    return None
