"""The equations that a section sets up, and the rows that are taken for conclusions from them.

A conclusion that fails is called false only where nothing else may be meant: no part of what stands between its equations and it is
unread, and nothing that is said of its names is left aside, but for what these equations say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from derivations.documents.equations.conclusions import conclusion
from derivations.documents.equations.definitions import head_of, occurs
from derivations.documents.equations.differential_equations import moving
from derivations.documents.equations.forms import has_operator, is_derivative, is_zero, variables_of
from derivations.documents.equations.records import Drawn, Equation, Equations
from derivations.documents.equations.solution_names import letters_of
from derivations.documents.formulas import Row, read_row, statement_term
from derivations.documents.functions.arguments import letter_of, mark_of
from derivations.documents.items import Item
from derivations.documents.prose.names import names_mentioned
from derivations.documents.statements.memory import Naming
from derivations.documents.statements.standing import Standing
from symbolic import verdicts
from symbolic.latex.plain import name_text
from symbolic.latex.scope import Scope
from symbolic.terms import ONE, REAL, ZERO, Apply, Bind, Call, Definition, Deriv, Matrix, Sym, Term, call, free_symbols, walk


@dataclass(frozen=True, slots=True)
class SetUp:
    """Where an equation stands: what it does there, what its row says of its names, and its formula.

    sentence: the number of the sentence in which alone it holds; ``opening``: the first member of its chain.
    """

    standing: Standing
    facts: tuple[Term, ...]
    formula: int
    sentence: int | None
    opening: Term


def keep_equation(naming: Naming, item: Item, sides: tuple[Term, Term], where: SetUp) -> None:
    """Keep an equation that is set up, or that gives a name its value."""
    letter = _eigenvalue(naming, item, sides)
    if letter is not None:
        place = (item.derivation, item.step)
        line = item.right.start.line
        naming.equations.keep(Equation(call("eq", sides[1], ZERO), line, where.formula, facts=where.facts, eigenvalue=letter, place=place))
    head, settled, fact = head_of(sides[0]), where.standing.settled, statement_term("eq", *sides)
    if head is not None and head.params and settled is None and where.standing.otherwise is not None \
            and where.standing.otherwise.word != "posed" and naming.scopes.definition(head.symbol.name) is not None:
        return  # another formula for a function or a family that has one
    gives = head.symbol.name if isinstance(settled, verdicts.Definition) and head is not None and not head.params else None
    set_up = where.standing.otherwise is not None or isinstance(settled, verdicts.Posed)
    moves = bool(moving(fact, naming.scopes.current))
    if is_derivative(where.opening) and not is_zero(sides[1]) and free_symbols(sides[1]) and not _holds_itself(where.opening, sides[1]):
        _keep_slope(naming, item, sides[1], where)
        return
    if not (set_up or gives is not None or item.conclusion is not None or (settled is None and moves)):
        return
    whole = naming.scopes.unfolded(fact) if gives is None else fact
    if gives is None and isinstance(whole, Call) and whole.args[0] is whole.args[1]:
        return  # it repeats a definition
    stationary = is_zero(sides[1]) and is_derivative(where.opening)
    unknown = item.conclusion.unknown if item.conclusion is not None else None
    explicit = head is not None and (head.indexed or not head.params) and not occurs(head.symbol.name, sides[1])
    found = unknown.name if unknown is not None else head.symbol.name if head is not None and explicit else None
    said = (f for f in naming.scopes.passing_facts() if set_up and free_symbols(f) <= free_symbols(fact))  # "⟦x^2 = 4⟧ with ⟦x > 0⟧"
    facts = (*where.facts, *said, *naming.scopes.domains.facts(where.opening, *sides))
    about = variables_of(where.opening) if stationary else frozenset[str]()
    naming.equations.keep(Equation(fact, item.right.start.line, where.formula, gives, stationary, facts,
                                   found, where.sentence, about, whole=whole,
                                   place=(item.derivation, item.step)))


def _eigenvalue(naming: Naming, item: Item, sides: tuple[Term, Term]) -> Sym | None:
    r"""The letter of ``\\det(A - \\lambda I) = …``, in whatever form the chain has brought it."""
    last = naming.equations.found[-1] if naming.equations.found else None
    if last is not None and last.eigenvalue in free_symbols(sides[1]) and last.place[0] == item.derivation:
        naming.equations.found.pop()
        return last.eigenvalue
    determinants = (t.args[0] for side in sides for t in walk(side) if isinstance(t, Call) and t.op == "det")
    found = next(filter(None, map(_on_the_diagonal, determinants)), None)
    return found if found in free_symbols(sides[1]) else None


def _on_the_diagonal(matrix: Term) -> Sym | None:
    """The one letter that stands in every entry of the diagonal and nowhere else, or that a unit matrix is multiplied by."""
    letters: set[Sym] = set()
    if isinstance(matrix, Matrix):
        diagonal = [free_symbols(row[k]) for k, row in enumerate(matrix.rows) if k < len(row)]
        letters = set(frozenset.intersection(*diagonal)) if diagonal else set()
        letters -= {s for k, row in enumerate(matrix.rows) for j, entry in enumerate(row) if j != k for s in free_symbols(entry)}
    else:
        parts = (t.args for t in walk(matrix) if isinstance(t, Call) and t.op == "mul")
        units = (args for args in parts if any(isinstance(b, Call) and b.op == "identity" for b in args))
        letters = {a for args in units for a in args if isinstance(a, Sym)}
    numbers = [s for s in letters if s.sort.is_scalar]
    return numbers[0] if len(numbers) == 1 else None


def _holds_itself(derivative: Term, value: Term) -> bool:
    """``N'(t) = r N(t)``: whether what is differentiated stands in the value of its derivative."""
    names = {letter_of(t.function) for t in walk(derivative) if isinstance(t, Apply) and isinstance(t.function, Sym)}
    names |= {t.body.name for t in walk(derivative) if isinstance(t, Deriv) and isinstance(t.body, Sym)}
    marked = {mark[0] for s in free_symbols(derivative) if (mark := mark_of(s.name)) is not None}
    return any(letter_of(s) in names | marked or (mark_of(letter_of(s)) or ("", 0))[0] in names | marked for s in free_symbols(value))


def is_worked_out(rows: Sequence[Row], scope: Scope) -> bool:
    """Whether the rows of a display solve an equation for its only letter: ``2 (x - 1) = 3 x + 4``, ``-6 = x``."""
    if len(rows) < 2 or any(row.continues for row in rows):
        return False
    sides: list[tuple[Term, Term]] = []
    for row in rows:
        read = read_row(row, scope)
        if not isinstance(read, list) or len(read) != 1 or read[0].relations != ("eq",) or len(read[0].members) != 2:
            return False
        sides.append((read[0].members[0], read[0].members[1]))
    letters = {s for pair in sides for side in pair for s in free_symbols(side)}
    last = next((a for a, b in (sides[-1], sides[-1][::-1]) if isinstance(a, Sym) and not free_symbols(b)), None)
    known = any(scope.definition(s.name) is not None for s in letters)
    opened = not any(isinstance(a, Sym) for a in sides[0]) and all(free_symbols(a) | free_symbols(b) for a, b in sides)
    return last is not None and letters == {last} and not known and opened and not any(has_operator(t) for pair in sides for t in pair)


def _keep_slope(naming: Naming, item: Item, value: Term, where: SetUp) -> None:
    """A derivative that was found, in the form that its chain gave it last."""
    equation = Equation(call("eq", value, ZERO), item.right.start.line, where.formula, stationary=True,
                        facts=(*where.facts, *naming.scopes.domains.facts(where.opening)), about=variables_of(where.opening), slope=True,
                        place=(item.derivation, item.step))
    if item.step > 1 and naming.equations.found and naming.equations.found[-1].slope:
        naming.equations.found.pop()
    naming.equations.keep(equation)


VALUE_AT = re.compile(r"line (\d+) says something of its names that cannot be used: \\?[A-Za-z]+(?:_\w)? = -?[\d./]+$")
"""Why a letter is in doubt that *at a = 2* gives a number, which the equation says as well."""
CLOSED = re.compile(r"\[[^\[\]=]*,[^\[\]=]*[\])]|\\[lg]eq?(?:slant)?(?![A-Za-z])")
RELATED = re.compile(r"[=<>]|\\(?:in|[lg]eq?|to)\b")
ALONE = re.compile(r"\s*\\?[A-Za-z]+'*\s*(?:\(\s*\\?[A-Za-z]+\s*\))?\s*")
"""A letter, or a function of a letter."""
COUNTING = frozenset("ijkmnN")
KINKS = frozenset({"abs", "max", "min", "sign", "cases", "floor", "ceil", "norm"})


def _may_be_at_end(naming: Naming, letter: Sym) -> bool:
    """Whether the section speaks of an interval with its ends, or bounds the letter by one that it may take: f need not be flat there."""
    sources = [found.group() for source in naming.scopes.sources if (found := CLOSED.search(source)) is not None]
    bounded = any(CLOSED.search(source) and letter.name in source for source in naming.scopes.sources)
    return bounded or any(found.startswith("[") for found in sources)


def _slopes_of_known(naming: Naming, row: Drawn) -> list[Equation]:
    """``$g(x) = …$ is largest at $x = v$``: that the derivative of the function that is spoken of, smooth as it is, is zero.

    Where none is spoken of, ``its minimum is at $x^* = v$`` is said of the only function of that letter in the section.
    """
    head = head_of(row.left)
    if not (row.words.extremal or row.words.zeroing) or head is None or head.params:
        return []
    letters = set(letters_of(head.symbol.name, True)) - COUNTING
    every = [d for d in row.scope.definitions if len(d.params) == 1 and d.params[0].name in letters and d.params[0].sort == REAL
             and not d.indexed]
    found = [d for d in every if letter_of(d.symbol) in row.words.spoken_of]
    if found and not _stands_alone(naming, found[0]):
        return []
    named = row.words.zeroing or not row.words.optimal
    if not found and len(every) == 1 and named and _is_of_one_function(naming, row, every[0]):
        found = every
    about = any(e.slope and not e.about.isdisjoint(letters) for e in naming.equations.found)
    whole = naming.scopes.unfolded(found[0].value) if len(found) == 1 and not about else ZERO
    kinked = any(isinstance(t, Apply) or (isinstance(t, Bind) and t.op != "sum") or (isinstance(t, Call) and t.op in KINKS)
                 for t in walk(whole))
    if not free_symbols(whole) or kinked or found[0].params[0] not in free_symbols(whole):
        return []
    letter = found[0].params[0]
    return [Equation(call("eq", Deriv(whole, letter, ONE), ZERO), found[0].line or row.line, row.formula, stationary=True,
                     about=frozenset({letter.name}), slope=True)]


def _is_of_one_function(naming: Naming, row: Drawn, known: Definition) -> bool:
    """Whether the letter of a function stands in no other formula that may be what is largest: no value, and no ``p q - C(q)``."""
    letter = known.params[0].name
    values = [d for d in row.scope.definitions if not d.params and (d.line or 0) >= (known.line or 0)
              and letter in {s.name for s in free_symbols(naming.scopes.unfolded(d.value))}]
    return not values and _stands_alone(naming, known)


def _stands_alone(naming: Naming, known: Definition) -> bool:
    """Whether the letter of a function stands in no formula that relates nothing, but alone and as its argument."""
    letter = known.params[0].name
    bare = [s for s in naming.scopes.sources if letter in names_mentioned(s) and RELATED.search(s) is None]
    return all(ALONE.fullmatch(source) for source in bare)


def _is_equation(fact: Term) -> bool:
    """Whether a fact is an equation between numbers that says something of a letter that makes no side of its own."""
    match fact:
        case Call("eq", (left, right)):
            plain = not any(isinstance(t, Bind | Deriv) or (isinstance(t, Sym) and t.sort.shape) for t in walk(fact))
            return plain and not isinstance(left, Sym) and not isinstance(right, Sym)
    return False


def with_conclusion(naming: Naming, item: Item, row: Drawn, before: Sequence[Item]) -> Item:
    """An item with what is judged of it as a conclusion, if it is one."""
    here = [Equation(f, row.line, row.formula, sentence=row.sentence) for f in row.scope.facts if _is_equation(f)]
    found = conclusion(row, Equations([*here, *naming.equations.found, *_slopes_of_known(naming, row)]))
    if found is None:
        return item
    own, between = {*found.lines, row.line}, range(min(found.lines), row.line + 1)
    reasons = {reason for step in found.steps for reason in naming.scopes.doubts.about(step).values()}
    placed = f"line {row.line} says something of its names that cannot be used" if row.words.extremal or row.words.zeroing else None
    reasons = {r for r in reasons if not (placed and r.startswith(placed)) and not ((told := VALUE_AT.match(r)) and int(told[1]) in own)}
    doubted = any(naming.doubting.get(reason) not in own for reason in reasons)
    doubted = doubted or (row.words.extremal and found.unknown is not None and _may_be_at_end(naming, found.unknown))
    unread = any(isinstance(i.settled, verdicts.Unreadable) and i.right.start.line in between for i in before)
    lines = ", ".join(map(str, found.lines))
    hint = f"taken for what follows from line {lines}" + (f", for {name_text(found.unknown.name)}" if found.unknown is not None else "")
    return replace(item, conclusion=replace(found, firm=found.firm and not doubted and not unread), hints=(hint, *item.hints))


def concluded_value(naming: Naming, left: Term) -> Term | None:
    """``∂p/∂V`` after ``p V = R T`` and ``p = R T/V``: the derivative of the one value that was concluded for a letter."""
    match left:
        case Deriv(Sym(name) as letter, variable, order) if naming.scopes.definition(name) is None:
            values = {e.fact.args[1] for e in naming.equations.found if e.gives == name and e.sentence is None and isinstance(e.fact, Call)
                      and e.fact.op == "eq" and e.fact.args[0] is letter}
            value = values.pop() if len(values) == 1 else ZERO
            if isinstance(variable, Sym) and variable in free_symbols(value) and letter not in free_symbols(value):
                return Deriv(value, variable, order)
    return None
