r"""Conclusions: what a relation says of an unknown that equations before it have restricted.

After ``3 x + 5 = 20`` a row ``x = 5`` is no definition, and after ``\\ell'(\\mu) = 0`` a row ``\\hat\\mu = …`` is none either: it says
that the equations hold of no other value.  What is claimed is ``equations ⇒ row``, and that the value solves them.

A row is taken for a conclusion only where the words or its form say so:

- a word for solving or for algebra stands before it (``solving for x gives``, ``dividing by p``), and it is about names of the equations;
- it gives a value to an unknown after a word like *hence*, or to the marked letter of an unknown (``x^*``, ``\\hat x``).

The equations are those that the sentence cites, or else the last one of the section about the unknown, then all that hang together
with it.  Everything here only builds the steps to be judged; ``following`` says what their verdicts mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from derivations.documents.equations.definitions import Head, head_of, occurs
from derivations.documents.equations.differential_equations import moving, of_function
from derivations.documents.equations.forms import has_operator
from derivations.documents.equations.open_names import names_outside_indices
from derivations.documents.equations.records import FALSE, Conclusion, Drawn, Equation, Equations
from derivations.documents.equations.solution_names import letters_of
from derivations.documents.functions.one_type import clashing_name, with_one_type
from derivations.documents.functions.sequences import put_in
from symbolic.latex.names.open_names import open_names
from symbolic.latex.plain import to_text
from symbolic.latex.scope import Scope
from symbolic.stating import step_under
from symbolic.steps import Step
from symbolic.terms import INTEGER, TWO, ZERO, Call, Elem, Num, Sym, Term, call, free_symbols, replaced, substitute, sym, transform, walk

MOST = 6
RECENT = 2
Taken = tuple[Sym, Equation, Sequence[Equation]]
"""An unknown as it stands in the equations, the last of these, and all of them."""


@dataclass(frozen=True, slots=True)
class _Value:
    """The unknown that a row gives a value, as it stands in the equations, and the value; of the square of the unknown if ``squared``."""

    unknown: Sym
    value: Term
    squared: bool = False

    @property
    def fact(self) -> Term:
        return call("eq", call("pow", self.unknown, TWO) if self.squared else self.unknown, self.value)

    @property
    def root(self) -> Term:
        return call("sqrt", self.value) if self.squared else self.value


def conclusion(row: Drawn, equations: Equations) -> Conclusion | None:
    """What is to be judged of a row as a conclusion; None where nothing says that it is one."""
    if row.relation != "eq":
        return None
    if isinstance(row.right, Sym) and not free_symbols(row.left):
        row = replace(row, left=row.right, right=row.left)
    zeroed = row.words.zeroing or _is_extreme(row, equations)
    here = [e for e in equations.found if e.sentence in (None, row.sentence) and (zeroed or not e.slope)]
    found = _of_eigenvalue(row, [e for e in here if e.eigenvalue is not None])
    if found is not None:
        return found
    here = [e for e in here if e.eigenvalue is None]
    if zeroed:
        here = [e for e in here if e.slope or e.stationary]
    if open_names(row.right):
        return None
    found = of_function(row, here)
    if found is not None or _gives_formula(row):
        return found
    row, here = _with_flat_members(row, here)
    known = [e for e in here if (e.defined is None or row.words.solving) and not moving(e.whole or e.fact, row.scope)]
    return _of_value(row, known) or _of_row(row, known) or _of_found_values(row, known)


def _gives_formula(row: Drawn) -> bool:
    """``f(x) = x^2 - a`` of an f that has no formula: the first one of a function solves nothing."""
    head = head_of(row.left)
    return head is not None and bool(head.params) and not head.indexed and row.scope.definition(head.symbol.name) is None \
        and set(head.params) <= free_symbols(row.right)


def _is_extreme(row: Drawn, equations: Equations) -> bool:
    """``the mode is $\\lambda^* = …$``: words for an extreme place, for a letter by which the last derivative that was found is taken."""
    head = head_of(row.left)
    last = next((e for e in reversed(equations.found) if e.slope and not e.ended), None)
    return row.words.extremal and head is not None and not head.params and last is not None \
        and not last.about.isdisjoint(letters_of(head.symbol.name, True))


def _with_flat_members(row: Drawn, known: Sequence[Equation]) -> tuple[Drawn, list[Equation]]:
    """Members with numbers as indices, of a family that stands with no others, as numbers of their own: ``\\pi_1 = b/(a + b)``."""
    terms = [row.left, row.right, *(e.fact for e in known)]
    members = {t for term in terms for t in walk(term) if isinstance(t, Elem)}
    loose = {t.base for t in members if not all(isinstance(i, Num) for i in t.indices)}
    flat: dict[Term, Term] = {t: sym(f"{t.base.name}_{{{','.join(to_text(i) for i in t.indices)}}}") for t in members
                              if isinstance(t.base, Sym) and t.base not in loose and not t.base.sort.is_function
                              and row.scope.definition(t.base.name) is None and t.base.sort.field == "real"}
    flat |= {t: entry for t in members if isinstance(entry := put_in(t, row.scope.definitions), Sym)}
    if not flat:
        return row, list(known)

    def put(term: Term) -> Term:
        return transform(term, flat.get)

    equations = [replace(e, fact=put(e.fact), whole=put(e.whole) if e.whole is not None else None) for e in known]
    return replace(row, left=put(row.left), right=put(row.right)), equations


def _of_eigenvalue(row: Drawn, known: Sequence[Equation]) -> Conclusion | None:
    """``the eigenvalues are λ_1 = 1 and λ_2 = 3``: each is a root of the last characteristic polynomial."""
    head = head_of(row.left)
    letter = known[-1].eigenvalue if known and row.words.eigenvalues and not open_names(row.right) else None
    if letter is None or head is None or head.params or letter in free_symbols(row.right):
        return None
    if head.symbol.name.partition("_")[0] != letter.name:
        return None
    built = _built(row, known[-1], known[-1:], _Value(letter, row.right))
    return replace(built, one_of=True, among=None) if built is not None else None


# --- a value for an unknown -----------------------------------------------------------------------


def _of_value(row: Drawn, known: Sequence[Equation]) -> Conclusion | None:
    """``x = v`` or ``x^* = v`` of an x that equations restrict."""
    squared = isinstance(row.left, Call) and row.left.op == "pow" and row.left.args[1] is TWO
    head = head_of(row.left.args[0] if isinstance(row.left, Call) and squared else row.left)
    if head is None or (head.params and not head.indexed):
        return None
    words = row.words
    critical = (head.symbol.name.removesuffix("_{c}"),) if words.zeroing else ()  # "which vanishes at $r_c = …$"
    for name in dict.fromkeys((*letters_of(head.symbol.name, words.finding or words.solving or words.zeroing), *critical)):
        about = [e for e in known if name in e.names and (e.gives != name or row.words.plugging)]
        if not about or occurs(name, row.right) or occurs(head.symbol.name, row.right):
            continue
        last = about[-1]
        if not _is_said(row, last, name != head.symbol.name) or _is_estimate(row, last, name) or (
                row.scope.definition(name) is not None and last.defined is None):
            return None
        known = [_showing(e, name) for e in known]
        last = _showing(last, name)
        taken = _as_number(head, name, last, known) if head.indexed else _with_sort(head, name, last, known)
        if taken is None:
            return None
        unknown, last, known = taken
        built = _built(row, last, known, _Value(unknown, _with_letters(row, last), squared))
        chosen = (last.slope and words.among_others) or words.choosing
        return replace(built, one_of=True) if built is not None and chosen else built
    return None


def _with_letters(row: Drawn, last: Equation) -> Term:
    r"""The value with the letters of the equation in place of marked ones of which nothing is known yet: ``\\bar y - \\hat b \\bar x``."""
    letters = {s.name: s for s in free_symbols(last.fact)}
    values: dict[Sym, Term] = {}
    for s in free_symbols(row.right):
        plain = next((letters[name] for name in letters_of(s.name)[1:] if name in letters), None)
        if plain is not None and plain.sort == s.sort and row.scope.definition(s.name) is None:
            values[s] = plain
    return substitute(row.right, values)


def _is_said(row: Drawn, last: Equation, marked: bool) -> bool:
    """Whether words or the mark of its letter say that a row is a conclusion."""
    words = row.words
    if words.solving or words.finding or words.algebra or words.concluding or words.from_these or (words.zeroing and last.slope):
        return True
    if words.extremal and last.slope and not last.ended:
        return True
    return marked and (last.stationary or row.formula - last.formula <= RECENT)


def _is_estimate(row: Drawn, last: Equation, unknown: str) -> bool:
    r"""``\hat\beta = (X^\top X)^{-1} X^\top y`` after ``y = X \beta + u``, the minimiser of a problem under ``A x = b``.

    There are words for what is found, or a mark, and an array in the equation that the value does not hold: nobody says that such an
    equation has this solution, nor that one of every member has one that is the same for all, ``y_i = \\beta x_i + u_i``."""
    words = row.words
    numbered = {i for t in walk(last.fact) if isinstance(t, Elem) for i in t.indices if isinstance(i, Sym) and i in free_symbols(last.fact)}
    if numbered and numbered.isdisjoint(free_symbols(row.left) | free_symbols(row.right)):
        return True
    if words.solving or words.algebra or words.concluding or words.from_these:
        return False
    arrays = {s.name for s in free_symbols(last.fact) if s.sort.shape}
    return not arrays <= names_outside_indices(put_in(row.right, row.scope.definitions)) | names_outside_indices(row.right) | {unknown}


def _showing(equation: Equation, name: str) -> Equation:
    """The equation with its definitions put in if the name stands in them alone."""
    hidden = equation.whole is not None and not occurs(name, equation.fact) and occurs(name, equation.whole)
    return replace(equation, fact=equation.whole) if hidden and equation.whole is not None else equation


def _with_sort(head: Head, name: str, last: Equation, known: Sequence[Equation]) -> Taken | None:
    typed = not open_names(head.symbol)
    letter = next((s for s in free_symbols(last.fact) if s.name == name and (s.sort == head.symbol.sort or not typed)), None)
    return None if letter is None else (letter, last, known)


def _as_number(head: Head, name: str, last: Equation, known: Sequence[Equation]) -> Taken | None:
    """A member ``p_k`` of which an equation speaks for every k, as an unknown number; equations of the whole family are left aside."""
    members = {t for t in walk(last.fact) if isinstance(t, Elem) and isinstance(t.base, Sym) and t.base.name == name}
    member = next(iter(members)) if len(members) == 1 else None
    if member is None or member.indices != head.params:
        return None
    assert isinstance(member.base, Sym)
    number = sym(f"{name}_{{{','.join(p.name for p in head.params)}}}")
    facts = [replaced(e.fact, member, number) for e in known]
    kept = [replace(e, fact=fact) for e, fact in zip(known, facts, strict=True) if not occurs(name, fact)]
    latest = next((e for e in kept if e.line == last.line), None)
    return None if latest is None else (number, latest, kept)


# --- an equation made of others ---------------------------------------------------------------------


def _of_row(row: Drawn, known: Sequence[Equation]) -> Conclusion | None:
    """``3 x = 15`` after ``3 x + 5 = 20``: algebra about names of the equations, where words say so."""
    plugged = isinstance(row.left, Sym) and row.scope.definition(row.left.name) is not None and row.words.concluding
    said = row.words.algebra or row.words.solving or row.words.zeroing or row.words.from_these or plugged
    if not said or row.words.otherwise or not known or open_names(row.left):
        return None
    if any(map(has_operator, (row.left, row.right))):
        return None
    known = _latest_values(known) if plugged else known
    fact = call("eq", row.left, row.right)
    sizes = {s.name for s in free_symbols(fact) if s.sort == INTEGER}
    whole = put_in(fact, row.scope.definitions) if plugged else fact
    names = names_outside_indices(whole) - row.scope.defined - sizes
    last = next((e for e in reversed(known) if e.defined is None and not names.isdisjoint(e.names)), None)
    if last is None or not names <= frozenset[str]().union(*(e.names for e in _hanging(last, known, frozenset()))):
        return None
    return _built(row, last, known, fact)


def _latest_values(known: Sequence[Equation]) -> list[Equation]:
    """``at a = 1 we get …, at a = 2 we get …``: of the numbers that a letter is given the last one."""
    numbers = {e.gives: e for e in known if e.gives and isinstance(e.fact, Call) and not free_symbols(e.fact.args[1])}
    return [e for e in known if e.gives not in numbers or numbers[e.gives] is e]


def _of_found_values(row: Drawn, known: Sequence[Equation]) -> Conclusion | None:
    """``W - 1/a = b/(a (a - b))`` after a conclusion ``W = 1/(a - b)``: a row about letters whose values were found."""
    letters = {s.name for side in (row.left, row.right) for s in free_symbols(put_in(side, row.scope.definitions))}
    values = [e for e in known if e.gives in letters and e.defined is None]
    single = len({e.gives for e in values}) == len(values)
    told = all(isinstance(e.fact, Call) and free_symbols(e.fact.args[1]) for e in values)
    if not values or not single or not told or isinstance(row.left, Sym) or row.words.otherwise or open_names(row.left):
        return None
    if not letters <= frozenset[str]().union(*(e.names for e in values)) or any(map(has_operator, (row.left, row.right))):
        return None
    built = _built(row, values[-1], values, call("eq", row.left, row.right))
    return replace(built, firm=built.firm and row.display) if built is not None else None


# --- steps ------------------------------------------------------------------------------------------


def _hanging(last: Equation, known: Sequence[Equation], apart: Collection[str]) -> list[Equation]:
    """The equations that hang together with the last one by names that are not ``apart``."""
    names, chosen = set(last.names) - set(apart), [last]
    grown = True
    while grown:
        more = [e for e in known if e.defined is None and e not in chosen and not names.isdisjoint(e.names - set(apart))]
        grown = bool(more)
        chosen += more
        names |= {n for e in more for n in e.names} - set(apart)
    return chosen[:1] + chosen[1:][-MOST:]


def _built(row: Drawn, last: Equation, known: Sequence[Equation], claim: _Value | Term) -> Conclusion | None:
    """The steps for a row.  Letters whose marked names have values by now have those values."""
    given = claim if isinstance(claim, _Value) else None
    fact = given.fact if given is not None else claim
    assert isinstance(fact, Term)
    scope = row.scope.forget(last.defined) if last.defined is not None else row.scope
    values = _found(scope, known, given.unknown if given is not None else None, free_symbols(fact))
    cited = [replace(last, fact=f) for f in row.cited]
    known = [replace(e, fact=substitute(e.fact, values)) for e in known if e.gives not in {s.name for s in values}]
    known = [e for e in known if given is None or e.gives != given.unknown.name or row.words.plugging]
    last = replace(last, fact=substitute(last.fact, values))
    parameters = frozenset[str]()
    if given is not None:
        parameters = names_outside_indices(given.value) | names_outside_indices(put_in(given.value, scope.definitions))
    hanging = cited or _hanging(last, known, parameters)
    others = [e for e in known if e.defined is None and e not in hanging and e.names <= parameters]
    facts = (*row.facts, *(e.fact for e in others), *(f for e in (*hanging, *others) for f in e.facts))
    divisors = _divisors(fact)
    zeros = tuple(call("ne", d, ZERO) for d in divisors)

    def step(relation: str, left: Term, right: Term) -> Step:
        return with_one_type(step_under(scope, relation, left, right, facts))

    def implication(premises: Iterable[Term], then: Term) -> Step:
        every = tuple(dict.fromkeys((*premises, *zeros)))
        return step("implies", every[0] if len(every) == 1 else Call("and", every), then)

    alone, every = implication([hanging[0].fact], fact), [e.fact for e in hanging]
    if clashing_name(alone) is not None or fact in every:
        return None
    several = len(hanging) > 1
    about = [e for e in hanging if given is not None and given.unknown in free_symbols(e.fact)]
    solvable = [e for e in about if given is not None and _is_closed(e, given, parameters, row, several)]
    return Conclusion(
        alone, tuple(dict.fromkeys(e.line for e in hanging)), row.sentence,
        together=implication(every, fact) if several else None,
        consistent=implication(every, FALSE) if several else None,
        solves=tuple(step(*_solving(e.fact, given)) if e in solvable else None for e in hanging)
        if given is not None and len(solvable) == len(about) else (),
        trivial=tuple(step(*_sides(e.fact)) for e in hanging), empty=implication([hanging[0].fact], FALSE),
        converse=step("implies", fact, hanging[0].fact),
        nonzero=tuple(step("ne", d, ZERO) for d in divisors),
        firm=_is_firm(row, hanging, given is not None, parameters) and not _moves(fact, *every, scope=scope),
        unknown=given.unknown if given is not None else None,
        given=given.value if given is not None else None,
        unknowns=frozenset[str]().union(*(e.about for e in hanging)),
        places=tuple(e.place for e in hanging), slope=hanging[0].slope,
    )


def _found(scope: Scope, known: Sequence[Equation], unknown: Sym | None, own: Collection[Sym]) -> dict[Sym, Term]:
    r"""The letters of equations for which a marked name has been found: μ after ``\\hat\\mu = …``.

    A value in which a marked name without a value stands, as in ``\\hat a = \\bar y - \\hat b \\bar x``, is put in, with its letter.
    The letters of the row itself (``own``) are what they are.
    """
    letters = {s.name: s for e in known for s in free_symbols(e.fact) if s not in own}
    marked = {name: d for d in scope.definitions if not d.params for name in letters_of(d.symbol.name)[1:]}
    found: dict[Sym, Term] = {}
    for name, s in letters.items():
        if name not in marked or s is unknown or marked[name].symbol.sort != s.sort or scope.definition(name) is not None:
            continue
        value = put_in(marked[name].value, scope.definitions)
        still = {t: letters[n] for t in free_symbols(value) for n in letters_of(t.name)[1:] if n in letters and t.sort == letters[n].sort}
        found[s] = substitute(value, {**still}) if still else marked[name].symbol
    return found


def _sides(fact: Term) -> tuple[str, Term, Term]:
    match fact:
        case Call(relation, (left, right)):
            return relation, left, right
    raise AssertionError(fact)


def _solving(fact: Term, given: _Value) -> tuple[str, Term, Term]:
    """The equation with the value in place of the unknown."""
    relation, left, right = _sides(fact)
    return relation, substitute(left, {given.unknown: given.root}), substitute(right, {given.unknown: given.root})


def _is_firm(row: Drawn, hanging: Sequence[Equation], value: bool, parameters: Collection[str]) -> bool:
    """Whether a row that fails is false: no number that is put in for letters of which nothing is said."""
    if row.words.otherwise:
        return False
    unknown = frozenset[str]().union(*(_open(e, row) for e in hanging))
    return not value or bool(parameters) or len(hanging) >= len(unknown)


def _open(equation: Equation, row: Drawn) -> frozenset[str]:
    """The names in an equation that nothing defines or declares."""
    return equation.names - row.scope.defined - row.scope.names.keys()


def _is_closed(equation: Equation, given: _Value, parameters: Collection[str], row: Drawn, several: bool) -> bool:
    """Whether an equation has no unknown but the one that is given its value.  A declared letter is none if this is the only equation."""
    match equation.fact:
        case Call("eq", (Sym(other, sort), value)) if sort.shape and other not in parameters and given.unknown in free_symbols(value):
            return False  # it gives another array its value
    others = {s.name for s in free_symbols(given.value)} & equation.about
    known = {*parameters, given.unknown.name, *(() if several else row.scope.names)}
    return not (several and others) and equation.names - row.scope.defined <= known


def _moves(*terms: Term, scope: Scope) -> bool:
    """Whether a sequence stands at more than one place: an equation that holds at every time says more than it says at one."""
    places: dict[Term, set[tuple[Term, ...]]] = {}
    for term in (put_in(term, scope.definitions) for term in terms):
        for t in walk(term):
            if isinstance(t, Elem) and any(free_symbols(i) and free_symbols(i) <= free_symbols(term) for i in t.indices):
                places.setdefault(t.base, set()).add(t.indices)
    return any(len(found) > 1 for found in places.values())


def _divisors(fact: Term) -> tuple[Term, ...]:
    """What a row divides by, and the determinants of the matrices that it inverts, as far as nothing in them is bound."""
    outside = free_symbols(fact)
    found: list[Term] = []
    for t in walk(fact):
        match t:
            case Call("div", (_, divisor)):
                found.append(divisor)
            case Call("inverse", (matrix,)):
                found.append(call("det", matrix))
            case Call("pow", (base, Call("neg", _) | Num() as exponent)) if isinstance(exponent, Call) or exponent.value < 0:
                found.append(base)
    return tuple(dict.fromkeys(d for d in found if free_symbols(d) and free_symbols(d) <= outside))
