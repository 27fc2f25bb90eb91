r"""``name = …`` of a name that has no value yet: mostly its definition, and what else it may be.

Each rule decides one such thing; the first that knows is taken (:data:`RULES`).
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.documents.equations.definitions import Head, is_constant_function, is_model, is_result, occurs
from derivations.documents.equations.stated import Restriction
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of
from derivations.documents.scopes.cues import MEMBER
from derivations.documents.statements.blocks import Block
from derivations.documents.statements.keeping import defined, is_point, is_told
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.posed import suppose
from derivations.documents.statements.second_formulas import is_family_by_members
from derivations.documents.statements.standing import Elsewhere, Here, Standing
from symbolic import verdicts
from symbolic.latex.plain import name_text
from symbolic.latex.probability.chances import random_names
from symbolic.terms import REAL, Call, Matrix, Sym, Term, free_symbols


def _one_of_two_values(naming: Naming, here: Here, head: Head) -> Standing | None:
    r"""``a = \pm 2, so a = 2``."""
    if here.block.two_valued and not head.params and not free_symbols(here.value[0]):
        return Standing("one of two values is meant", verdicts.Posed(here.words))
    return None


def _value_at_place(naming: Naming, here: Here, head: Head) -> Standing | None:
    r"""``when discharging, $U(\tau) = U_0/e$`` of a function with formulas in clauses alone."""
    if not head.indexed and head.symbol.name in naming.seen_before and any(is_point(naming, p) for p in head.params):
        return Standing("a value at a place, of a function without a formula", verdicts.Posed(here.words))
    return None


def _model_of_families(naming: Naming, here: Here, head: Head) -> Standing | None:
    """``y = a + b x`` beside ``y_i - a - b x_i``: a model of every member of the families."""
    letters = [] if head.params else [s.name for s in free_symbols(here.value[0]) if s.sort == REAL]
    members = [set(MEMBER.findall(source)) for source in naming.scopes.sources] if letters and head.symbol.sort == REAL else []
    indexed = {name for found in members for name, *_ in found}
    if head.symbol.name in indexed and any(name in indexed for name in letters):
        return Standing("it speaks of families without their indices", verdicts.Posed(here.words))
    return None


def _closed_form(naming: Naming, here: Here, head: Head) -> Standing | None:
    """``a_n = 2^n`` after ``a_{n+1} = 2 a_n``."""
    value = here.value[0]
    given = head.indexed or (head.params and not occurs(head.symbol.name, value))
    going = naming.scopes.carried.recursion(head.symbol) if given else None
    if going is None:
        return None
    shown = naming.scopes.carried.closed_form(here.left[0], value) is not None
    goes_on = f"line {going} says how {name_text(head.symbol.name)} goes on; that this follows from it is not shown"
    return Standing("a closed form of a sequence", otherwise=None if shown else Restriction(goes_on))


def _without_kept_value(naming: Naming, here: Here, head: Head) -> Standing | None:
    """An equation before told the value, of names without a type."""
    name = head.symbol.name
    before = naming.scopes.carried.unkept.get(name)
    if before is None or here.block.role is not Role.CLAIM or occurs(name, here.value[0]):
        return None
    unknown = f"line {before} says what {name_text(name)} is, about names without a type; declare these"
    return Standing("another equation of a name whose value is not kept", otherwise=Restriction(unknown))


def _equation_in_itself(naming: Naming, here: Here, head: Head) -> Elsewhere | None:
    """``x = \\cos x`` of a declared x, ``x_i = x_j`` of declared members, says nothing of its value."""
    name = head.symbol.name
    whole = not head.params or (head.indexed and not is_family_by_members(naming.scopes.current, name))
    return Elsewhere() if whole and occurs(name, here.value[0]) and naming.scopes.is_declared(name) else None


def _solved_for(naming: Naming, here: Here, head: Head) -> Standing | None:
    r"""``z = (x - \mu)/\sigma`` after ``x = \mu + \sigma z``: it follows from a formula in the name, or not."""
    name, value = head.symbol.name, here.value[0]
    made = naming.scopes.unfolded(value)
    follows = not head.params and here.block.role is Role.CLAIM and occurs(name, made) and not occurs(name, value)
    if not follows or naming.scopes.is_declared(name):
        return None
    lines = sorted({d.line for s in free_symbols(value) if (d := naming.scopes.definition(s.name)) is not None and d.line})
    gives = f"line {', '.join(map(str, lines))} gives a formula in {name_text(name)}, from which this does not follow"
    if free_symbols(made) != {head.symbol}:  # "V = \\pi r^2 h, eliminating h = V/(\\pi r^2)": it may be V that is held fixed
        place = here.left[1].start.line
        naming.doubt(name, f"line {place} says {here.words}, which is no definition", place)
    return Standing("what a formula in the name says of it", otherwise=Restriction(gives))


def first_equation(naming: Naming, here: Here, head: Head) -> Standing:
    """It defines the name, unless it only sets it up."""
    return Standing("the first equation of a name", _first_equation(naming, here, head))


def _first_equation(naming: Naming, here: Here, head: Head) -> verdicts.Verdict | None:
    name, value, side, block = head.symbol.name, here.value[0], here.left[1], here.block
    if head.params and not head.indexed and block.role is not Role.SECTION and not is_constant_function(head, value):
        naming.equated[name] = side.start.line
    if occurs(name, value):
        if head.params and not head.indexed:
            naming.scopes.carried.give_by_itself(head.symbol, side.start.line)
        if key_of(name) in block.subjects and isinstance(value, Call):  # "the variance $v$ satisfies $v = a^2 v + s$"
            return verdicts.Posed(here.words)
        from_first = head.indexed and is_family_by_members(naming.scopes.current, name)
        return None if naming.scopes.is_declared(name) and not from_first else verdicts.Definition(here.words)
    in_passing = not block.math.display and not head.params and not block.modelling
    result = not head.params and is_result(value, name in naming.seen, block.concluding)
    if block.role is Role.CLAIM and (result or in_passing):
        return _in_passing(naming, here, head, result, in_passing)
    return defined(naming, head, value, side, here.defining)


def _in_passing(naming: Naming, here: Here, head: Head, result: bool, in_passing: bool) -> verdicts.Verdict:
    """What running text says of a name, or what looks like a result, defines it only where nothing else is known of it."""
    name, value, side, block = head.symbol.name, here.value[0], here.left[1], here.block
    root = block.presented and block.words.finding and bool(free_symbols(value))  # "the positive root is p = …"
    random = not free_symbols(value).isdisjoint(random_names(naming.scopes.current))  # "the reparameterisation is z = \\mu + \\sigma ε"
    new = root or random or (not result and name not in naming.seen)
    kept = _is_value(naming, value, in_passing, block) and not _has_type(naming, name, value) and new
    if not block.reason and (not kept or not (block.presented or name not in naming.spoken_of)):
        said = f"line {side.start.line} says {here.words}, which {'may be' if kept else 'is'} no definition"
        naming.doubt(name, said, side.start.line)
    if not kept and not head.params:
        suppose(naming, head, value, side)
    return defined(naming, head, value, side, here.defining) if kept else verdicts.Posed(here.words)


def _is_value(naming: Naming, value: Term, in_passing: bool, block: Block) -> bool:
    """A formula of other names or a matrix; in running text, a lone letter only if it is declared."""
    letter = in_passing and isinstance(value, Sym) and not block.presented and not naming.scopes.is_declared(value.name)
    return (bool(free_symbols(value)) and not letter) or isinstance(value, Matrix)


def _has_type(naming: Naming, name: str, value: Term) -> bool:
    """Whether words say what the name is, so that an equation is no definition of it."""
    declared = name in naming.scopes.current.names
    return is_told(naming, name) and ((name in naming.scopes.before and declared) or not is_model(value))


RULES: tuple[Callable[[Naming, Here, Head], Standing | Elsewhere | None], ...] = (
    _one_of_two_values, _value_at_place, _model_of_families, _closed_form, _without_kept_value, _equation_in_itself, _solved_for,
    first_equation,
)
"""Tried in order; the last one always knows."""
