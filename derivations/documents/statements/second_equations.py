r"""``name = …`` of a name that has a value: a claim, unless words bring in another formula; another value casts doubt on the name.

Each rule decides one such thing; the first that knows is taken (:data:`RULES`).
"""

from __future__ import annotations

from collections.abc import Callable

from derivations.documents.equations.definitions import Head, occurs
from derivations.documents.equations.stated import Restriction
from derivations.documents.prose.clauses import Role
from derivations.documents.prose.names import key_of
from derivations.documents.scopes.rivals import Rival
from derivations.documents.statements.first_equations import first_equation
from derivations.documents.statements.keeping import defined_here, is_point
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.second_formulas import is_of_named_function, is_of_other_names
from derivations.documents.statements.standing import Elsewhere, Here, Standing
from symbolic.latex.plain import name_text
from symbolic.terms import Call, Definition, Elem, Sym, free_symbols, walk


def _at_other_arguments(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | Elsewhere | None:
    r"""``f(x^*) = …``, the value at a point; but ``p(y; \eta) = …`` after ``p(y; \lambda) = …`` may be another function."""
    letters = free_symbols(here.value[0])
    other = known.params == head.params and set(head.params) <= letters  # "with $\\sigma(z) = z$"
    if head.indexed or other or not any(is_point(naming, p) or _is_parameter(naming, p) for p in head.params):
        return None
    others = {p.name for p in head.params}
    if len(others) < 2 or not here.first or others == {p.name for p in known.params} or not others <= {s.name for s in letters}:
        return Elsewhere()
    return Standing("another equation of a name that has a value", otherwise=not_redefined(head.symbol.name, known, ", of other letters"))


def _is_parameter(naming: Naming, letter: Sym) -> bool:
    """Whether a letter was in use before, and no function has it as its argument: the a of ``f(a) = …`` after ``f(x) = …``."""
    params = {p.name for d in naming.scopes.current.definitions for p in d.params}
    return letter.name in naming.seen_before and letter.name in naming.numbers and letter.name not in params


def _about_argument(naming: Naming, here: Here, head: Head, known: Definition) -> Elsewhere | None:
    """``the median m satisfies F(m) = 1/2``."""
    return Elsewhere() if not head.indexed and {key_of(p.name) for p in head.params} & here.block.subjects else None


def _for_section(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """A sentence with *let* gives the name its value anew."""
    return first_equation(naming, here, head) if here.block.role is Role.SECTION else None


def _named_function(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    return Standing("it is the formula of the function that words name") if is_of_named_function(known, head, here.value[0]) else None


def _checked(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """``as a check, L = …`` of names that have their formulas."""
    if not here.block.checking:
        return None
    value = here.value[0]
    own = {s for s in free_symbols(value) if s is not known.symbol and naming.scopes.definition(s.name) is not None}
    told = free_symbols(naming.scopes.unfolded(known.value)) | own | set(head.params)
    repeated = (here.block.math.display or bool(head.params)) and free_symbols(value) <= told
    again = repeated or (head.params and own)
    return Standing("it is checked, or written again, of names that have their formulas") if again else None


def _up_to_order(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """``for small h we have γ = h + O(h^2)``."""
    if any(isinstance(t, Call) and t.op in ("big_o", "little_o") for t in walk(here.value[0])):
        return Standing("it says how a value behaves")
    return None


def _of_another_model(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """``for the quadratic model, $y = …$``."""
    if not here.block.another_model or head.indexed:
        return None
    naming.premises = [p for p in naming.premises if not occurs(head.symbol.name, p.fact)]
    return defined_here(naming, here, "words bring in another formula of the same name")


def _of_entries(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | Elsewhere | None:
    """``a_{ij} = a_{ji}`` of the entries of a declared A: it says something of A, and so does a formula for them."""
    match known.value:
        case Elem(Sym(name)) if head.indexed and naming.scopes.definition(name) is None:
            if occurs(head.symbol.name, here.value[0]):
                return Elsewhere()
            naming.scopes.doubt_matrix_of(head.symbol.name, here.left[1].start.line)
    return None


def _among_members(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """``I_n = (n - 1)/n I_{n-2}`` of a family with a formula."""
    moved = any(isinstance(t, Elem) and t.base is head.symbol and any(map(free_symbols, t.indices)) for t in walk(here.value[0]))
    if head.indexed and moved and here.block.role is Role.CLAIM and known.symbol is head.symbol:
        return Standing("it says how the members of a family hang together that have a formula")
    return None


def _of_another_thing(naming: Naming, here: Here, head: Head, known: Definition) -> Elsewhere | None:
    """Another symbol of the same letter, or a functional equation."""
    other = known.symbol is not head.symbol and known.symbol.name != head.symbol.name
    by_itself = head.params and not head.indexed and occurs(head.symbol.name, here.value[0])
    return Elsewhere() if other or by_itself else None


def _renewed(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """``another choice is $f(x) = …$``."""
    if here.block.renewing and head.params and not head.indexed and set(head.params) <= free_symbols(here.value[0]):
        return defined_here(naming, here, "words bring in another function of the same name")
    return None


def _in_section_of_its_own(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """A section below that of the first formula has another function of that name, of other letters."""
    inner = head.params and not head.indexed and here.block.math.display and naming.scopes.is_from_outside(head.symbol.name)
    if inner and is_of_other_names(known, head, here.value[0]):
        return defined_here(naming, here, "a section of its own gives a function another formula")
    return None


def _ties_names(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    r"""``E = p^2/(2 m)`` after ``E = m v^2/2`` and ``p = m v``: whether a value is made of names that the first value has, and of others
    whose values are made of them."""
    value = here.value[0]
    follows = here.block.concluding or here.block.math.display  # "with cross-entropy, L = … instead" is another L
    if head.params or not here.first or not follows or known.symbol in free_symbols(value):  # ``k = k + 1``
        return None
    own = {s.name for s in free_symbols(naming.scopes.unfolded(known.value))}
    told = {s for s in free_symbols(value) if naming.scopes.definition(s.name) is not None}
    others = {s.name for s in free_symbols(value) - told}
    tied = told and others and others <= own and all({t.name for t in free_symbols(naming.scopes.unfolded(s))} <= own for s in told)
    return Standing("it ties names that have values") if tied else None


def _at_values(naming: Naming, here: Here, head: Head, known: Definition) -> Standing | None:
    """``at $a = 2$ we get $B = 2/5$`` of a B with a formula in a: the sentence gives all letters of the formula their values."""
    letters = free_symbols(naming.scopes.unfolded(known.value))
    line = here.left[1].start.line
    facts = [*naming.scopes.current.facts, *(p.fact for p in naming.premises if 0 <= line - p.line <= 1)]
    told = {f.args[0] for f in facts if isinstance(f, Call) and f.op == "eq" and not free_symbols(f.args[1])}
    if letters and letters <= told and not known.params and not free_symbols(here.value[0]):
        return Standing("it is the value of a name for values of its letters")
    return None


def _second_value(naming: Naming, here: Here, head: Head, known: Definition) -> Standing:
    """A claim; if it is not shown, the name may have another value from here on."""
    name, line = head.symbol.name, here.left[1].start.line
    if known.value is not here.value[0]:
        reason = f"{name_text(name)} is given two values, the first{f' in line {known.line}' if known.line else ''}"
        naming.rivals.setdefault(reason, []).append(here.place)
        naming.doubt(name, reason, line)
        second = Definition(head.symbol, head.params, here.value[0], head.indexed, line)
        naming.scopes.reserved.give_second_value(Rival(known, second, here.place, reason))
    return Standing("another equation of a name that has a value", otherwise=not_redefined(name, known))


def not_redefined(name: str, known: Definition, how: str = "") -> Restriction:
    """What is left open of an equation of a name that has a value."""
    line = f" in line {known.line}" if known.line else ""
    return Restriction(f"{name_text(name)} was defined{line}{how}; write := to redefine it, or <!-- claim --> before a claim")


RULES: tuple[Callable[[Naming, Here, Head, Definition], Standing | Elsewhere | None], ...] = (
    _at_other_arguments, _about_argument, _of_entries, _for_section, _named_function, _checked, _up_to_order, _of_another_model,
    _among_members, _of_another_thing, _renewed, _in_section_of_its_own, _ties_names, _at_values, _second_value,
)
"""Tried in order; the last one always knows."""
