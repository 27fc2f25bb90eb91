r"""What is known where a formula stands: names with their types, facts, definitions, conventions, macros and habits of use.

A :class:`Scope` is immutable; every method gives a new one.  Documents build it up: ``surveyed`` once for every formula
of a section (so that a name that stands bare anywhere is never taken for a function, and a subscript means the same
in every row), ``declare`` and ``define`` as they go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from symbolic.latex.source.macros import Macro, read_macros
from symbolic.terms import Apply, Call, Definition, Sort, Sym, Term, free_symbols, operators, substitute, sym, transform

if TYPE_CHECKING:
    from symbolic.latex.names.usage import Usage

Slot = tuple[str, int]

TELLING_LAWS = frozenset({"distributed", "expectation", "variance", "covariance"})
"""Operators of facts in which a name that gets a formula is a parameter or a value."""


def _no_usage() -> Usage:
    from symbolic.latex.names.usage import Usage

    return Usage()


def _calling(value: Term, definition: Definition) -> Term:
    r"""``y = \sigma(z)`` with the σ that a later line defines: it was read as a function of which nothing is known."""
    head, count = definition.symbol, len(definition.params)

    def known(t: Term) -> Term | None:
        match t:
            case Apply(Sym(name, sort, _), args, orders) if sort.opaque and name == rf"{head.name}(\cdot)" and len(args) == count:
                return Apply(head, args, orders)
        return None

    return transform(value, known) if definition.params and not definition.indexed and head.sort.is_function else value


def _with_type(definitions: tuple[Definition, ...], letter: Sym) -> tuple[Definition, ...]:
    """``n = 2m`` before m is called an integer: the definitions with the type that a letter without one gets."""
    plain = sym(letter.name)
    if letter is plain or not any(plain in free_symbols(d.value) for d in definitions):
        return definitions
    return tuple(d if plain in d.params else replace(d, value=substitute(d.value, {plain: letter})) for d in definitions)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names in force.

    names:        canonical LaTeX name → sort, for declared and defined names.
    facts:        boolean terms that hold.
    definitions:  in the order in which they were made; a later one of the same name replaces the earlier.
    conventions:  e.g. ``"numerator layout"``, ``"imaginary unit i"``.
    macros:       the author's commands.
    blocked:      name → why it has no type (prose joins it to a word that was not understood); any use is an error.
    open:         names without a type are read as open symbols: see :mod:`symbolic.latex.names.open_names`.
    alone:        nothing but the formula and these declarations tells what its names are: see :mod:`symbolic.latex.shapes.lone`.
    usage:        how names are used in the formulas around: see :mod:`symbolic.latex.names.usage`.
    """

    names: Mapping[str, Sort] = field(default_factory=dict)
    facts: tuple[Term, ...] = ()
    definitions: tuple[Definition, ...] = ()
    conventions: frozenset[str] = frozenset()
    macros: Mapping[str, Macro] = field(default_factory=dict)
    blocked: Mapping[str, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=_no_usage)
    open: bool = False
    alone: bool = True

    def symbol(self, name: str) -> Sym | None:
        """The symbol of a declared or defined name."""
        sort = self.names.get(name)
        return None if sort is None else sym(name, sort)

    def declare(self, name: str, sort: Sort, facts: Iterable[Term] = ()) -> Scope:
        """A name with its type: what was known of the name before, a definition included, is forgotten."""
        kept = self if self.names.get(name) == sort and name not in self.defined else self._without(name)
        blocked = {k: v for k, v in self.blocked.items() if k != name}
        definitions = kept.definitions if name in self.names or not sort.is_scalar else _with_type(kept.definitions, sym(name, sort))
        return replace(kept, names={**kept.names, name: sort}, facts=(*kept.facts, *facts), blocked=blocked, definitions=definitions)

    def with_facts(self, *facts: Term) -> Scope:
        """More properties of names that keep their types."""
        return replace(self, facts=(*self.facts, *(f for f in facts if f not in self.facts)))

    def define(self, definition: Definition) -> Scope:
        """A name with its value; an earlier definition or type of the name is forgotten.  Earlier definitions may have called it."""
        name = definition.symbol.name
        kept = self._without(name)
        old = self.symbol(name)  # X ∼ Exp(λ), and then λ = 2; Cov(x) = Σ, and then Σ = L Lᵀ
        told = [f for f in self.facts if f not in kept.facts and isinstance(f, Call) and not operators(f).isdisjoint(TELLING_LAWS)]
        law = old is definition.symbol or self.definition(name) is None
        kept = kept.with_facts(*(f for f in told if law and f.args[0] is not old and (old is definition.symbol or f.op == "distributed")))
        blocked = {k: v for k, v in self.blocked.items() if k != name}
        earlier = tuple(replace(d, value=_calling(d.value, definition)) for d in kept.definitions)
        return replace(kept, names={**kept.names, name: definition.symbol.sort}, definitions=(*earlier, definition), blocked=blocked)

    def with_size(self, size: Sym, value: Term) -> Scope:
        """The scope with another one in the place of a size that only words brought in: L is square, and S = L Lᵀ is n × n."""
        def sized(sort: Sort) -> Sort:
            return replace(sort, shape=tuple(substitute(n, {size: value}) for n in sort.shape))

        to: dict[Sym, Term] = {size: value}
        to |= {sym(name, sort): sym(name, sized(sort)) for name, sort in self.names.items() if sort.shape != sized(sort).shape}
        names = {name: sized(sort) for name, sort in self.names.items() if name != size.name}
        definitions = (replace(d, symbol=sym(d.symbol.name, sized(d.symbol.sort)), value=substitute(d.value, to)) for d in self.definitions)
        facts = dict.fromkeys(substitute(f, to) for f in self.facts)
        return replace(self, names=names, definitions=tuple(definitions), facts=tuple(facts))

    def _without(self, name: str) -> Scope:
        old = self.symbol(name)
        if old is None:
            return self
        return replace(self, facts=tuple(f for f in self.facts if old not in free_symbols(f)),
                       definitions=tuple(d for d in self.definitions if d.symbol.name != name))

    def forget(self, name: str) -> Scope:
        """The scope without a name: an update such as ``w := w - 1`` leaves nothing known of its value."""
        kept = self._without(name)
        return replace(kept, names={k: v for k, v in kept.names.items() if k != name})

    @property
    def words(self) -> frozenset[str]:
        """The names, and the words that have a subscript in a name: ``input`` of ``input_{1}``."""
        bases = (name.partition("_")[0] for name in self.names if name[:2].isalpha() and "_" in name)
        return frozenset(self.names).union(base for base in bases if base.isalpha())

    def is_array(self, name: str) -> bool:
        """Whether a name is known as an array or a complex number, or was not understood: its star may be the adjoint."""
        sort = self.names.get(name)
        return name in self.blocked if sort is None else (bool(sort.shape) or sort.field == "complex")

    @property
    def defined(self) -> frozenset[str]:
        """The names that have a definition."""
        return frozenset(d.symbol.name for d in self.definitions)

    def definition(self, name: str) -> Definition | None:
        """The definition of a name in force."""
        return next((d for d in reversed(self.definitions) if d.symbol.name == name), None)

    def block(self, name: str, reason: str) -> Scope:
        """A name whose type was stated in words that were not understood."""
        kept = self.forget(name)
        return replace(kept, blocked={**kept.blocked, name: reason}, alone=False)

    def unblock(self, name: str) -> Scope:
        """A name whose formula says what the words left open."""
        return replace(self, blocked={k: v for k, v in self.blocked.items() if k != name})

    @property
    def imaginary_unit(self) -> str | None:
        """The letter of the imaginary unit, by convention."""
        return next((letter for letter in ("j", "i") if f"imaginary unit {letter}" in self.conventions), None)

    def with_convention(self, *names: str) -> Scope:
        """Conventions in force; a layout replaces the other layout, and with j for the imaginary unit there is one as with i."""
        new = frozenset(names) | ({"imaginary unit i"} if "imaginary unit j" in names else set())
        old = {c for c in self.conventions if not (c.endswith("layout") and any(n.endswith("layout") for n in new))}
        return replace(self, conventions=new | old)

    def with_macros(self, source: str) -> Scope:
        r"""The macros that ``source`` defines (``\newcommand{…}{…}`` and its like) added.  Raises ReadingError."""
        return replace(self, macros={**self.macros, **read_macros(source)[0]})

    def surveyed(self, *sources: str) -> Scope:
        """The scope with the use of names in these formulas taken into account.  Never raises."""
        from symbolic.latex.names.usage import survey

        usage = self.usage
        for source in sources:
            usage = usage.joined(survey(source, self))
        return replace(self, usage=usage)

    def used_as(self, usage: Usage) -> Scope:
        """The scope with what is told of the use of names taken into account."""
        return replace(self, usage=self.usage.joined(usage))

    def relevant_facts(self, *terms: Term) -> tuple[Term, ...]:
        """The facts that speak of the names in ``terms``, and of the names in those facts in turn."""
        from symbolic.latex.symbols import names_of

        known = frozenset[Sym]().union(*map(names_of, terms))
        chosen: list[bool] = [False] * len(self.facts)
        about = [names_of(f) for f in self.facts]
        grown = True
        while grown:
            grown = False
            for k, names in enumerate(about):
                if not chosen[k] and names & known:
                    chosen[k] = grown = True
                    known |= names
        return tuple(f for f, c in zip(self.facts, chosen, strict=True) if c)
