"""A relation that is set up and claims nothing: words pose it, or a clause bounds or places what it speaks of.

What is supposed of a sequence, a square or a name with another formula is kept as far as the words reach.
"""

from __future__ import annotations

from derivations.documents.equations.definitions import Head, occurs, square_of
from derivations.documents.equations.forms import is_derivative, is_place
from derivations.documents.equations.stated import Restriction
from derivations.documents.functions.rates import DOTTED
from derivations.documents.functions.recurrences import recursion_of
from derivations.documents.items import Side
from derivations.documents.prose.clauses import Role
from derivations.documents.scopes.cues import SETTING, SUPPOSING
from derivations.documents.scopes.rivals import OfRule, Rival
from derivations.documents.spelling import word_set
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.standing import Here, Standing
from symbolic import verdicts
from symbolic.functions import COMPARISONS
from symbolic.latex.names.open_names import open_names
from symbolic.latex.plain import name_text
from symbolic.terms import Apply, Bind, Call, Definition, Elem, Sym, Term, call, free_symbols, walk

PUTTING = word_set("set setting solve solving require requiring")


def presented_as_condition(naming: Naming, here: Here) -> Standing | None:
    """``if x^2 = 4``, ``an x such that``: words set the relation up; what they bring in as a formula or a law is a definition still."""
    block = here.block
    if here.relation == "iff" and block.only_if and not block.marks.suppose:
        return None  # "it converges if and only if A ⇔ B": the equivalence is claimed
    posed = block.marks.suppose or block.role is Role.POSED or block.mentioned or block.constrained
    if not block.assumed and not (posed and (here.first or block.marks.suppose)):
        return None
    if block.cue in PUTTING and block.goes_on and here.first and _is_derivative_of_known(naming, here.left[0]):
        return None  # "setting the derivative to zero, f'(x) = 2 x - 4 = 0": what is set is its formula
    if block.replacing and here.first and here.relation == "eq" and not block.assumed:
        return None  # "now suppose that the loss is L = …"
    named = here.open_head
    marked = block.assumed or block.marks.suppose or here.relation != "eq"
    if not marked and named is not None and DOTTED.fullmatch(named.symbol.name) \
            and naming.scopes.definition(named.symbol.name) is None:
        return None  # "the system \\dot x = A x"
    if block.presented and block.role is Role.POSED and named is not None and named.params and not block.assumed \
            and naming.scopes.definition(named.symbol.name) is None:
        return None  # "the Lagrangian of minimising f subject to c is L(x, y) = …"
    if block.equation and not block.assumed and named is not None and named.params and set(named.params) <= free_symbols(here.value[0]) \
            and naming.scopes.definition(named.symbol.name) is None and isinstance(here.value[0], Call) \
            and not any(isinstance(t, Apply) for t in walk(here.value[0])):
        return None  # "the wage equation w(a) = b_0 + b_1 a"
    naming.scopes.carried.set_first(here.left[0], here.right[0])
    if here.head is not None and here.head.params and not here.head.indexed and occurs(here.head.symbol.name, here.value[0]):
        naming.scopes.carried.give_by_itself(here.head.symbol, here.left[1].start.line)
    place = recursion_of(here.left[0], here.right[0]) if here.relation == "eq" else None
    if place is not None and isinstance(place.base, Sym) and naming.scopes.carried.recursion(place.base) is not None \
            and not naming.scopes.carried.is_rule(place, here.right[0]):
        doubt_rule(naming, here, place, place.base)  # "without the activation, h_t = w h_{t-1}"
    if here.first and here.relation == "eq" and posed and not block.mentioned:
        _keep_what_is_posed(naming, here)
        if named is not None and not named.params:
            suppose(naming, named, here.value[0], here.left[1])
        if here.head is not None:
            _suppose_another(naming, here, here.head)
    return Standing("the words before it pose it", verdicts.Posed(here.words))


def is_supposed_new(naming: Naming, here: Here) -> bool:
    """``suppose that the loss is $L = (y - t)^2/2$``: whether words present what a new name is supposed to be."""
    head, value, block = here.head, here.value[0], here.block
    if not block.presented or block.cue not in SUPPOSING or block.marks.suppose or head is None or head.params or here.relation != "eq":
        return False
    name, itself = head.symbol.name, call("eq", head.symbol, value)
    facts = [f for f in naming.scopes.current.facts if head.symbol in free_symbols(f)]
    told = any(f is not itself for f in facts) or (naming.scopes.is_declared(name) and not facts)
    known = name in naming.seen or told or naming.scopes.definition(name) is not None
    return not known and isinstance(value, Call | Bind) and bool(free_symbols(value)) and not occurs(name, value)


def _suppose_another(naming: Naming, here: Here, head: Head) -> None:
    """``Suppose instead that demand is $q = a e^{-b p}$``: a name that has a formula is supposed to have another one."""
    known = naming.scopes.definition(head.symbol.name)
    lasting = here.block.cue in SUPPOSING or here.block.marks.suppose
    if known is not None and lasting and known.value is not here.value[0] and len(known.params) == len(head.params):
        line = here.left[1].start.line
        second = Definition(head.symbol, head.params, here.value[0], head.indexed, line)
        why = f"line {line} supposes that {name_text(head.symbol.name)} is another one; write := to redefine it"
        naming.scopes.reserved.give_second_value(Rival(known, second, None, why))


def _is_derivative_of_known(naming: Naming, term: Term) -> bool:
    """Whether a term is a derivative of what has a formula."""
    if not is_derivative(term):
        return False
    known = any(naming.scopes.definition(s.name) is not None for s in free_symbols(term))
    return known and bool(free_symbols(naming.scopes.unfolded(term)))


def doubt_rule(naming: Naming, here: Here, place: Elem, base: Sym) -> None:
    """What a second rule for a sequence leaves open: which of the two is meant."""
    line = here.left[1].start.line
    rival = f"line {line} says of {name_text(base.name)} another time how it goes on"
    naming.rivals.setdefault(rival, []).append(here.place)
    naming.scopes.reserved.give_second_value(OfRule(place, here.right[0], line, here.place, rival))
    naming.doubt(base.name, rival, line)


def _keep_what_is_posed(naming: Naming, here: Here) -> None:
    """How a sequence goes on, and what a square is, where that is supposed: after *if* to the end of the sentence."""
    left, value = here.left[0], here.right[0]
    place, square = recursion_of(left, value), square_of(left, value)
    lasting = here.block.cue in SUPPOSING or here.block.marks.suppose
    if lasting or here.block.cue in SETTING:
        naming.forget_values(left)
    if place is not None and isinstance(place.base, Sym) and naming.scopes.definition(place.base.name) is None:
        naming.scopes.carried.set_up(place, value, here.left[1].start.line, lasting)
    elif square is not None and lasting and not naming.scopes.is_declared(square.name) \
            and (square.name not in naming.numbers or naming.scopes.carried.square(left) is not None):
        naming.scopes.carried.set_square(left, value)


def bound_in_clause(naming: Naming, here: Here) -> Standing | None:
    """``let $h = b - a > 0$``: what the clause that gives a name its value goes on to say of it."""
    clause = here.block.role is not Role.CLAIM and not here.block.math.display and not here.block.marks.claim
    if clause and not here.first and here.relation in COMPARISONS - {"eq"} and not free_symbols(here.right[0]):
        return Standing("the clause that gives a name its value bounds it", verdicts.Posed(here.words))
    return None


def place_in_clause(naming: Naming, here: Here) -> Standing | None:
    """``with $\\mu = 0$, $\\log \\sigma = 0$``: where something is looked at."""
    clause = here.block.role is not Role.CLAIM and not here.block.math.display and not here.block.marks.claim
    place = clause and here.first and here.relation == "eq" and is_place(here.left[0], here.right[0])
    return Standing("a clause says where something is looked at", verdicts.Posed(here.words)) if place else None


def suppose(naming: Naming, head: Head, value: Term, side: Side) -> None:
    """Keep what a letter is set to, for where its section has ended."""
    if free_symbols(value) and not open_names(head.symbol, value) and naming.scopes.definition(head.symbol.name) is None:
        naming.scopes.suppose_value(Definition(head.symbol, (), value, False, side.start.line))


def going_back(naming: Naming, here: Here) -> Standing | None:
    r"""``\rho = \log \sigma^2``, *so that* ``\sigma = e^{\rho/2}``: of a letter by which its value is defined, a claim or an equation."""
    head, value, line = here.head, here.value[0], here.left[1].start.line
    if head is None or head.params or head.indexed or here.block.assumed or here.block.marks.suppose or here.block.marks.claim:
        return None
    name = head.symbol.name
    if naming.scopes.definition(name) is not None or occurs(name, value):
        return None
    if {s.name for s in free_symbols(naming.scopes.unfolded(value))} != {name}:
        return None  # after ``V = \\pi r^2 h`` it may be V that is held fixed where ``h = V/(\\pi r^2)`` is put in
    reason = f"line {line} says {here.words}, which is no definition"
    naming.rivals.setdefault(reason, []).append(here.place)  # where it holds for all values, it says nothing new
    naming.doubt(name, reason, line)
    told = f"its value is defined by {name_text(name)}: it is one more equation for that"
    return Standing("it goes back from a definition", otherwise=Restriction(told, word="posed"))
