"""For which values a function is defined, as the sentence that defines it says: ``h(θ) = …`` for ``θ ∈ (0, 1)``.

What is said of ``h(θ)`` afterwards is said of such θ, to the end of the section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.occurrences import is_infinite
from symbolic.terms import INFINITY, Apply, Bind, Call, Definition, Sym, Term, call, children, free_symbols, neg, num, substitute, walk

LARGE = num(10**9)
"""What a variable that tends to infinity exceeds in the end."""


class Domains:
    """The functions of the open sections, with the facts about their arguments."""

    def __init__(self, definition: Callable[[str], Definition | None]) -> None:
        self._definition = definition
        self._said: list[dict[str, tuple[Definition, tuple[Term, ...]]]] = [{}]

    def begin_section(self) -> None:
        self._said.append(dict(self._said[-1]))

    def end_section(self) -> None:
        self._said.pop()

    def end_document(self) -> None:
        """Of a preamble: what it said stays."""
        self._said = self._said[-1:]

    def keep(self, made: Iterable[Definition], facts: Iterable[Term]) -> None:
        """What the sentence that made definitions says of their arguments."""
        facts = tuple(facts)
        for d in made:
            own = frozenset(d.params)
            about = tuple(f for f in facts if free_symbols(f) & own and free_symbols(f) <= own | free_symbols(d.value))
            if about and not d.indexed:
                self._said[-1][d.symbol.name] = (d, about)

    def hints(self, *terms: Term) -> tuple[str, ...]:
        """Where the functions in the terms were defined for some values only."""
        names = {t.function.name for term in terms for t in walk(term) if isinstance(t, Apply)}
        found = [(name, d.line) for name, (d, _) in self._said[-1].items() if name in names and self._definition(name) == d and d.line]
        return tuple(f"line {line} says for which values {name_text(name)} is defined" for name, line in found)

    def facts(self, *terms: Term) -> tuple[Term, ...]:
        """What holds of the letters at which such functions are taken in the terms."""
        found: list[Term] = []
        for t in (t for term in terms for t in walk(term)):
            match t:
                case Apply(Sym(name, _, _), args, _) if name in self._said[-1] and all(isinstance(a, Sym) for a in args):
                    definition, facts = self._said[-1][name]
                    if self._definition(name) == definition:
                        found += [substitute(f, dict(zip(definition.params, args, strict=True))) for f in facts]
        return tuple(dict.fromkeys(found))

    def outside(self, *terms: Term) -> str | None:
        """Why a step is about values for which a function is not defined: a number among them, or the range of an integral or sum."""
        for t, inside in (found for term in terms for found in _with_ranges(term, ())):
            match t:
                case Apply(Sym(name, _, _), args, _) if name in self._said[-1]:
                    definition, facts = self._said[-1][name]
                    there = tuple(substitute(f, dict(zip(definition.params, args, strict=True))) for f in facts)
                    if self._definition(name) == definition and _is_outside(args, inside, there):
                        return f"line {definition.line} says for which values {name_text(name)} is defined, and here are others"
        return None


def with_families(scope: Scope, letters: Iterable[Sym], here: Scope) -> Scope:
    """The scope with the families of numbers of which definitions are made, as the sentence of these says: their types last with them."""
    for s in sorted((s for s in letters if s.sort.index and here.symbol(s.name) is s), key=lambda s: s.name):
        if scope.symbol(s.name) is None and s.name not in scope.blocked:
            scope = scope.declare(s.name, s.sort)
    return scope


def _with_ranges(t: Term, inside: tuple[Term, ...]) -> Iterator[tuple[Term, tuple[Term, ...]]]:
    """Every part of a term, with what is known of the bound names at its place."""
    yield t, inside
    if isinstance(t, Bind):
        yield from (found for bound in t.bounds for found in _with_ranges(bound, inside))
        yield from _with_ranges(t.body, (*inside, *_range_of(t)))
    else:
        yield from (found for part in children(t) for found in _with_ranges(part, inside))


def _range_of(t: Bind) -> tuple[Term, ...]:
    """Between which bounds a bound name runs: of an integral the ends do not count, and near infinity only what is large."""
    if t.op.startswith("limit"):
        place = t.bounds[0] if t.bounds else None
        if place is None or (not is_infinite(place) and t.op == "limit"):
            return ()
        if is_infinite(place):
            return (call("gt", t.var, LARGE),) if place is INFINITY else (call("lt", t.var, neg(LARGE)),)
        return (call("gt" if t.op == "limit+" else "lt", t.var, place),)
    ends = zip(("gt", "lt") if t.op == "integral" else ("ge", "le"), t.bounds, strict=False) if len(t.bounds) == 2 else ()
    return tuple(call(op, t.var, end) for op, end in ends if not is_infinite(end))


def _is_outside(args: tuple[Term, ...], inside: tuple[Term, ...], there: tuple[Term, ...]) -> bool:
    from symbolic.proving.contradictions import contradiction
    from symbolic.proving.facts import all_follow

    if not any(map(free_symbols, args)):
        return contradiction(there) is not None
    return any(s.uid for a in args for s in free_symbols(a)) and not all_follow(inside, there)


def _is_array(s: Sym) -> bool:
    return bool(s.sort.shape)


def is_bound(fact: Term) -> bool:
    """Whether a fact bounds numbers, or says what a sum is; ``x = 1`` and the range of an index are none."""
    match fact:
        case Bind("forall", _, body, _):
            return is_bound(body)
        case Call("gt" | "ge" | "lt" | "le" | "ne", sides):
            return any(s.sort.field == "real" for s in free_symbols(fact)) or not all(map(free_symbols, sides))
        case Call("eq", (left, right)):
            return (isinstance(left, Bind) and left.op == "sum") or (isinstance(left, Call) and any(map(_is_array, free_symbols(left)))) \
                or (isinstance(right, Call) and right.op == "transpose")
    return False
