"""From a claim to the step that is judged: what is known where it stands, what it is provided with, and why it may not be called false."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from derivations.documents.equations.definitions import is_model
from derivations.documents.formulas import Unread
from derivations.documents.functions.arguments import mark_of
from derivations.documents.functions.closed_forms import ClosedForm
from derivations.documents.functions.one_type import clashing_name, with_one_type
from derivations.documents.functions.recurrences import Taken
from derivations.documents.functions.subterms import by_their_letters, lost_variable
from derivations.documents.functions.told_ranges import beyond_told
from derivations.documents.items import Item
from derivations.documents.scopes.chance import with_chance
from derivations.documents.scopes.hints import hints_for
from derivations.documents.scopes.inheritance import is_closed
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.worded_cases import as_worded
from symbolic import verdicts
from symbolic.latex.names.open_names import open_names
from symbolic.latex.plain import name_text
from symbolic.latex.source.spelling import is_capital
from symbolic.proving.probability.chances import read_chances, speaks_of_chance
from symbolic.proving.probability.degrees import is_of_second_order
from symbolic.stating import step_under
from symbolic.steps import Step
from symbolic.terms import Apply, Bind, Call, Deriv, Elem, Sym, Term, free_symbols, substitute, walk


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that is to be checked.

    opens:   it is the first of its chain, where a closed form may stand.
    facts:   what its row and the relations that it cites say.
    instead: why it cannot be called false, as far as its place in the document tells; posed: it may be an equation that is set up.
    provided: conditions under which letters in it are numbers.
    """

    relation: str
    left: Term
    right: Term
    opens: bool
    facts: tuple[Term, ...]
    instead: str | None
    posed: bool
    provided: tuple[Term, ...] = ()


def to_be_checked(item: Item, claim: Claim, scopes: Scopes, naming: Naming) -> Item:
    """The item with its step, or settled where no step can be made of it."""
    made = _made(item, claim, scopes, naming)
    return _with_doubts(item, made, claim, scopes, naming) if isinstance(made, _Made) else replace(item, settled=made)


@dataclass(frozen=True, slots=True)
class _Made:
    """A step as it was made of a claim.

    taken:     what the sequences in it were taken for; ``closed`` if it is a closed form, ``shown`` where it goes by induction.
    of_chance: a name of it that may be random.
    beside:    why it cannot be called false where several letters may vary.
    """

    step: Step
    provided: tuple[Term, ...]
    taken: Taken
    closed: ClosedForm | None
    shown: ClosedForm | None
    of_chance: Sym | None
    beside: str | None


def _made(item: Item, claim: Claim, scopes: Scopes, naming: Naming) -> _Made | verdicts.Verdict:
    """The step with the rules of sequences and the rates of letters put in, or why there is none."""
    taken, closed, shown = _carried(claim, scopes)
    sides = _in_one_letter(item, taken, scopes, naming)
    if isinstance(sides, verdicts.Undecided):
        return sides
    left, right, beside = sides
    taken = replace(taken, left=left, right=right)
    facts = (*claim.facts, *(found.facts if (found := closed or shown) else ()), *scopes.carried.about_roots(taken))
    step = with_one_type(step_under(scopes.current, claim.relation, taken.left, taken.right, facts))
    provided = (*taken.under(step.declarations), *claim.provided)
    step = replace(step, definitions=tuple(d for d in step.definitions if taken.keeps(d)),
                   declarations=tuple(fact for fact in step.declarations if not taken.about_these(fact)))
    step, of_chance = with_chance(_with_data(_with_primed_values(step)), scopes.doubts.of_chance, scopes.is_declared)
    clash = clashing_name(step)
    if clash is not None:
        remedy = rf"declare it: <!-- derivations: let {clash} \in \mathbb{{R}}^{{n}} -->"
        return verdicts.Unreadable(f"{name_text(clash)} stands with and without subscripts", remedy=remedy)
    unknown = taken.unknown or beyond_told(step) or _held_inside(step, scopes)
    if unknown is not None:
        return verdicts.Undecided(unknown)
    return _Made(step, provided, taken, closed, shown, of_chance, beside)


def _held_inside(step: Step, scopes: Scopes) -> str | None:
    r"""``\\int_0^1 x dz`` where x *depends on z* by the words and has no formula: it is not held while z runs."""
    for t in (t for side in (step.left, step.right, *(d.value for d in step.definitions)) for t in walk(side)):
        if not isinstance(t, Bind) or t.op not in ("integral", "sum", "prod"):
            continue
        inside, running = free_symbols(t.body) - {t.var}, t.var.name.partition("#")[0]
        varies = {name for name, variable in scopes.varying.items() if variable == running and scopes.definition(name) is None}
        held = any(s.name in varies for s in inside) or any(s.name == running and varies for s in inside)
        if held:
            names = " and ".join(map(name_text, sorted(varies)))
            return f"the words say that {names} varies with {name_text(running)}; write it as a function of that"
    return None


def _carried(claim: Claim, scopes: Scopes) -> tuple[Taken, ClosedForm | None, ClosedForm | None]:
    """The sides of a claim with the rules of its sequences put in; the closed form that it gives, and what shows it by induction."""
    closed = scopes.carried.closed_form(claim.left, claim.right) if claim.opens and claim.relation == "eq" else None
    taken = Taken(closed.left, closed.right) if closed else scopes.carried.carried_on(claim.left, claim.right)
    shown = None
    if taken.behind and claim.relation == "eq":
        about = step_under(scopes.current, claim.relation, claim.left, claim.right, claim.facts)
        shown = scopes.carried.by_induction(claim.left, claim.right, about.declarations)
    if shown is not None and shown.shows:
        taken = replace(taken, left=shown.left, right=shown.right)
    return taken, closed, shown


def _in_one_letter(item: Item, taken: Taken, scopes: Scopes, naming: Naming) -> tuple[Term, Term, str | None] | verdicts.Undecided:
    """The sides with the letters that vary with another written by it, and why they may not be meant so."""
    partial = r"\partial" in item.right.latex or (item.left is not None and r"\partial" in item.left.latex)
    known = {*scopes.defined_names(), *scopes.differentiated(taken.left)}
    (left, right), unknown_rate = naming.rates.put_in((taken.left, taken.right), partial, known, scopes.unfolded)
    if unknown_rate is not None:
        return verdicts.Undecided(unknown_rate)
    apart = tuple(by_their_letters(scopes.current.definitions, side, False) for side in (left, right))
    left, right = apart if partial else (by_their_letters(scopes.current.definitions, side, True) for side in apart)
    held = "a letter that stands beside the one of the derivative varies with it, or is held; write a formula in one letter"
    if (lost := lost_variable(scopes.current.definitions, left, right)) is not None:
        name = name_text(lost.name)
        return verdicts.Undecided(f"what is differentiated by {name} has no formula in {name}; write one")
    return left, right, held if (left, right) != apart else None


def _with_doubts(item: Item, made: _Made, claim: Claim, scopes: Scopes, naming: Naming) -> Item:
    """The item with its step, why that may not be called false, and the case of it that may."""
    step, instance = made.step, None
    instead, unless = (claim.instead, ()) if claim.instead else _doubt(step, scopes, naming)
    if instead is not None and not claim.instead:
        instance = as_worded(step, scopes, naming.equations.found)
    unshown = _unshown(made, scopes)
    if unshown is not None and instead is None:
        instead, instance = unshown
    if instead is None and not is_closed(step, scopes.current, scopes.inherited.taken):
        line, name = next((d.line, d.symbol.name) for d in step.definitions if d.symbol.name in scopes.inherited.taken)
        instead = f"{name_text(name)} was defined in line {line}, in a section that has ended; define it here again"
        instance = replace(step, definitions=tuple(d for d in step.definitions if d.symbol.name not in scopes.inherited.taken))
    else_by, decides, proves = "", False, instead is not None and instance is None
    if (instead is None or proves) and (ended := scopes.under_ended(step)) is not None:
        instance, name, line = ended
        told = f"line {line}" if line else "the text"
        decides = not proves and scopes.ended.is_closed(step, instance)
        says = f"{'defines' if line else 'says more of'} {name_text(name)}"
        else_by = f"{told}, in a section before, {says}"
        instead = instead or f"{told} {says}, in a section that has ended; say it here again"
    instead = instead or _of_chance(made) or made.beside or scopes.of_another_type(step) or _entries_counted(step, scopes) \
        or _of_unknown_law(step)
    return replace(item, checked=step, instead=instead, instead_posed=claim.posed, instance=instance, else_by=else_by, decides=decides,
                   proves=proves, provided=made.provided, unless=unless, unshown=unshown, closed=made.closed is not None,
                   hints=hints_for(step, scopes), premises=naming.premises_for(step))


def _unshown(made: _Made, scopes: Scopes) -> tuple[str, Step | None] | None:
    """Why a step with members of sequences in it is not called false, and its case where they begin."""
    unknown = scopes.carried.why_not_false(made.taken)
    if unknown is None:
        return None
    first = made.shown.instance if made.shown is not None else scopes.carried.beginning(made.taken)
    return unknown, replace(made.step, left=first[0], right=first[1]) if first is not None else None


def _of_chance(made: _Made) -> str | None:
    """Why a step is not called false that speaks of chance, and of a name that may be random."""
    if made.of_chance is None:
        return None
    name = made.of_chance.name
    told = f"what the text says of the chance of {name_text(name)} is not understood"
    return rf"{told}; if it is random, declare it: <!-- derivations: let {name} : \Omega \to … -->"


def _of_unknown_law(step: Step) -> str | None:
    """``E[X^4] = 3`` of an X whose mean and variance are declared: its law may be told by words such as *for normal X*."""
    if not any(map(speaks_of_chance, step.declarations)):
        return None
    chances = read_chances(step.declarations)
    told = {s for f in chances.given for s in free_symbols(f)} & chances.variables - set(chances.laws) - chances.normal
    names = told & (free_symbols(step.left) | free_symbols(step.right))
    if not names or is_of_second_order(step, chances):
        return None
    name = min(s.name for s in names)
    remedy = rf"declare its law: <!-- derivations: let {name} \sim … -->"
    return f"more than the mean and the variance of {name_text(name)} counts here; {remedy}"


def _entries_counted(step: Step, scopes: Scopes) -> str | None:
    r"""``x^\top A x = \sum_{i=1}^d …`` of an x whose length nothing tells: it may be d."""
    for t in (t for side in (step.left, step.right) for t in walk(side)):
        if not isinstance(t, Bind) or len(t.bounds) < 2 or not free_symbols(t.bounds[1]):
            continue
        for e in walk(t.body):
            if not isinstance(e, Elem) or not isinstance(e.base, Sym) or e.base.name not in scopes.taken.untold:
                continue
            if any(t.var in free_symbols(i) for i in e.indices) and t.bounds[1] not in e.base.sort.shape:
                return f"nothing says how long {name_text(e.base.name)} is; declare it"
    return None


def _with_data(step: Step) -> Step:
    r"""In the derivative of ``\|y - X \beta\|^2`` by β the data y are held, though ``y = X \beta + u`` says where they come from."""
    by: set[str] = set()
    values = {d.symbol: d for d in step.definitions}
    for t in (t for side in (step.left, step.right, *(d.value for d in step.definitions)) for t in walk(side)):
        if isinstance(t, Deriv):
            by |= {s.name for s in free_symbols(t.var)}
        elif isinstance(t, Apply) and any(t.orders) and t.function in values:
            by |= {p.name for p in values[t.function].params}
    data = (d for d in step.definitions if (d.indexed or not d.params) and is_model(d.value))
    held = [d for d in data if by & {s.name for s in free_symbols(d.value)}]
    return replace(step, definitions=tuple(d for d in step.definitions if d not in held)) if held else step


def _with_primed_values(step: Step) -> Step:
    """After ``x' = 2 x``, where a step differentiates by x, x' stands for its value, which varies with x."""
    by = {t.var.name for side in (step.left, step.right) for t in walk(side) if isinstance(t, Deriv) and isinstance(t.var, Sym)}
    values: dict[Sym, Term] = {}
    for fact in step.declarations:
        match fact:
            case Call("eq", (Sym(name) as primed, value)) if (mark := mark_of(name)) is not None and mark[0] in by and primed not in \
                    free_symbols(value):
                values[primed] = value
    return replace(step, left=substitute(step.left, values), right=substitute(step.right, values)) if values else step


WITHOUT_TYPES = ("about names without a type", "nothing says its size")
"""How the reasons end for which a name has no type although what is said of it was read."""
SIZES = {" as a matrix,": r"^{m \times n}", " as a vector,": "^{n}"}


def without_type(scopes: Scopes, problem: Unread | None, left: Term, right: Term) -> verdicts.Verdict:
    """What to say of a claim about names without a type: it is read, but for those of which words say what is not understood."""
    names = open_names(left, right)
    blocked = [(name, scopes.current.blocked[name]) for name in names if name in scopes.current.blocked]
    if blocked:
        name, reason = next(((n, why) for n, why in blocked if not why.endswith(WITHOUT_TYPES)), blocked[0])
        size = next((size for kind, size in SIZES.items() if kind in reason), "")
        remedy = rf"declare it: <!-- derivations: let {name} \in \mathbb{{R}}{size} -->, or the type that is meant"
        if reason.endswith(WITHOUT_TYPES):
            return verdicts.Undecided(f"{name} has no type: {reason}; {remedy}")
        return verdicts.Unreadable(f"{name} has no type: {reason}", remedy=remedy)
    if problem is not None and problem.remedy:
        return verdicts.Undecided(f"{problem.message}; {problem.remedy}")
    name = names[0]
    return verdicts.Undecided(rf"nothing says what {name} is; declare it: <!-- derivations: let {name} \in \mathbb{{R}}^{{n}} -->")


def _doubt(step: Step, scopes: Scopes, naming: Naming) -> tuple[str | None, tuple[tuple[int, int], ...]]:
    """Why a step cannot be called false, and the relations that settle it if they hold."""
    doubts = scopes.doubts.about(step)
    if not doubts:
        return None, ()
    firm = next((name for name, reason in doubts.items() if reason not in naming.rivals), None)
    name = firm or next(iter(doubts))
    unless = () if firm else tuple(place for reason in doubts.values() for place in naming.rivals[reason])
    return f"{doubts[name]}; declare it: <!-- derivations: let {_in_formulas(name, doubts[name])} -->", unless


QUOTED = re.compile(r"‘([^’]*)’")
IN_FORMULAS = {
    **dict.fromkeys(("distribution", "distributions", "simplex"), r"\sum_{{k=1}}^{{n}} {0}_k = 1, {0}_k \ge 0"),
    **dict.fromkeys(("centred", "centered", "zero-mean"), r"\sum_{{i=1}}^{{n}} {0}_i = 0"),
    "orthonormal": r"{0}^\top {0} = I", "unit": r"{0}^\top {0} = 1",
    "symmetric": r"{0} = {0}^\top", "idempotent": r"{0}^2 = {0}", **dict.fromkeys(("invertible", "nonsingular"), r"\det({0}) \ne 0"),
    **dict.fromkeys(("nonzero", "non-zero"), r"{0} \ne 0"), "probability": r"{0} \in [0, 1]", "nonnegative": r"{0} \ge 0",
}
"""What to write for words that are not understood where they stand, ready to be pasted."""


def _in_formulas(name: str, reason: str) -> str:
    quoted = QUOTED.search(reason)
    latex = next((IN_FORMULAS[word] for word in (quoted[1].split() if quoted is not None else ()) if word in IN_FORMULAS), "{0} …")
    of_matrix = (r"\top" in latex and "unit" not in reason) or r"\det" in latex
    return latex.format(name) if not of_matrix or is_capital(name) else f"{name} …"
