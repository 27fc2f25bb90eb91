"""For which values a function is defined, as the sentence that defines it says: ``h(θ) = …`` for ``θ ∈ (0, 1)``.

What is said of ``h(θ)`` afterwards is said of such θ, to the end of the section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from symbolic.latex.plain import name_text
from symbolic.terms import Apply, Bind, Call, Definition, Sym, Term, free_symbols, substitute, walk


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
        found = [(name, d.line) for name, (d, _) in self._said[-1].items() if name in names and self._definition(name) is d and d.line]
        return tuple(f"line {line} says for which values {name_text(name)} is defined" for name, line in found)

    def facts(self, *terms: Term) -> tuple[Term, ...]:
        """What holds of the letters at which such functions are taken in the terms."""
        found: list[Term] = []
        for t in (t for term in terms for t in walk(term)):
            match t:
                case Apply(Sym(name, _, _), args, _) if name in self._said[-1] and all(isinstance(a, Sym) for a in args):
                    definition, facts = self._said[-1][name]
                    if self._definition(name) is definition:
                        found += [substitute(f, dict(zip(definition.params, args, strict=True))) for f in facts]
        return tuple(dict.fromkeys(found))


    def outside(self, *terms: Term) -> str | None:
        """A number at which a function is taken in the terms, and where it is not defined."""
        from symbolic.proving.contradictions import contradiction

        for t in (t for term in terms for t in walk(term)):
            match t:
                case Apply(Sym(name, _, _), args, _) if name in self._said[-1] and not any(map(free_symbols, args)):
                    definition, facts = self._said[-1][name]
                    there = tuple(substitute(f, dict(zip(definition.params, args, strict=True))) for f in facts)
                    if self._definition(name) is definition and contradiction(there) is not None:
                        return f"line {definition.line} says for which values {name_text(name)} is defined, and this is none of them"
        return None


def is_bound(fact: Term) -> bool:
    """Whether a fact bounds numbers, or says what a sum is; ``x = 1`` and the range of an index are none."""
    match fact:
        case Bind("forall", _, body, _):
            return is_bound(body)
        case Call("gt" | "ge" | "lt" | "le" | "ne", _):
            return any(s.sort.field == "real" for s in free_symbols(fact))
        case Call("eq", (left, _)):
            return isinstance(left, Bind) and left.op == "sum"
    return False
