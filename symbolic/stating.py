"""From what a person hands over, LaTeX text, a SymPy relation or terms, to the step that is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from symbolic.functions import CONNECTIVES, RELATIONS, ge
from symbolic.latex.declarations import read_declaration
from symbolic.latex.errors import ReadingError
from symbolic.latex.relations.signs import RELATIONS as SIGNS
from symbolic.latex.scope import Scope
from symbolic.latex.shapes.lone import ARRAYS_SHOWN
from symbolic.latex.statements import Statement, read_statement
from symbolic.latex.symbols import names_of
from symbolic.shapes import ShapeError, check_shapes
from symbolic.steps import Step
from symbolic.terms import ONE, Apply, Bind, Call, Definition, Elem, Num, Sort, Sym, Term, call, free_symbols, operators, sym, walk


def step_under(scope: Scope, relation: str, left: Term, right: Term, facts: Iterable[Term]) -> Step:
    """A step with the definitions and facts of a scope that concern it, and further facts of its own."""
    scope = scope.with_facts(*facts)
    names = names_of(left) | names_of(right) | _integrated(left) | _integrated(right)
    definitions: tuple[Definition, ...] = _reached(scope.definitions, names)
    relevant: tuple[Term, ...] = ()
    while True:
        values = [part for d in definitions for part in (d.symbol, d.value)]
        before, relevant = relevant, scope.relevant_facts(left, right, *values)
        if relevant == before:
            return Step(relation, left, right, relevant, definitions, scope.conventions)
        definitions = _reached(scope.definitions, names.union(*map(names_of, relevant)))


def step_between(left: Any, relation: str, right: Any, declarations: Iterable[Any] = ()) -> Step:
    r"""The step ``left relation right``.

    left, right:   terms, SymPy expressions, numbers, or LaTeX text.
    relation:      the name of a relation (``"eq"``, ``"le"``, ``"iff"``) or its sign (``"="``, ``"<="``, ``r"\\Rightarrow"``).
    declarations:  LaTeX text (``r"A \\in \\mathbb{R}^{n \\times n}"``), SymPy relations or boolean terms.

    Raises ReadingError for text that cannot be read, TypeError for what is no mathematics.
    """
    given = list(declarations)
    texts = [part for part in (left, right) if isinstance(part, str)]
    counts = _told_apart([left, right, *given])
    scope, facts = _declared(given, texts, counts)
    known = {*(s for fact in (*facts, *scope.facts) for s in free_symbols(fact))}
    facts += [ge(n, ONE) for n in counts.values() if n not in known and not any(n.name in text for text in given if isinstance(text, str))]
    operation = _relation(relation)
    sides: list[Term] = []
    for side in (left, right):
        term, more = _side(side, scope)
        sides.append(term)
        facts += more
    return _checked(step_under(scope, operation, sides[0], sides[1], facts))


def _told_apart(values: Iterable[Any]) -> dict[str, Sym]:
    """The sizes in SymPy expressions, whose symbols must have names of their own."""
    expressions = [v for v in values if hasattr(v, "free_symbols")]
    if not expressions:
        return {}
    from symbolic.sympy_bridge import runs_backwards, same_names, sizes

    if runs_backwards(*expressions):
        raise TypeError("SymPy's sum over a range that runs backwards is no empty one: write the range from its lower end")
    twice = same_names(*expressions)
    if twice is not None:
        raise TypeError(f"two different symbols are called {twice}: give them names of their own, or the same assumptions")
    return sizes(*expressions)


def stated(claim: Any, declarations: Iterable[Any] = ()) -> Step:
    r"""The step that a claim makes: a Step, a SymPy relation, a boolean term, or LaTeX text with one relation.

    Declarations are as in :func:`step_between`; those of a Step are kept and come first.  Raises ReadingError, TypeError.
    """
    given = list(declarations)
    match claim:
        case Step():
            known = {s.name: s for t in (claim.left, claim.right) for s in names_of(t)}
            scope, facts = _declared(given, [], known)
            return replace(claim, declarations=(*claim.declarations, *scope.facts, *facts),
                           definitions=(*claim.definitions, *scope.definitions))
        case Call(relation, (left, right)) if relation in RELATIONS or relation in CONNECTIVES:
            return step_between(left, relation, right, given)
        case str():
            return _read(claim, given)
    from sympy import Basic
    from sympy.core.relational import Relational
    from sympy.logic.boolalg import BooleanAtom

    if isinstance(claim, (bool, BooleanAtom)):
        raise TypeError("SymPy has evaluated this relation to true or false already; write Eq(a, b, evaluate=False), "
                        "or Step.of(a, '=', b)")
    if isinstance(claim, Basic) and isinstance(claim, Relational):
        return step_between(claim.lhs, _SYMPY_RELATIONS[claim.rel_op], claim.rhs, given)
    raise TypeError(f"{type(claim).__name__} is no step: give a Step, LaTeX text such as 'x + x = 2x', or a SymPy relation")


_SPELLINGS = {
    "==": "eq", "!=": "ne", "<=": "le", ">=": "ge", "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "⇒": "implies", "⇐": "impliedby",
    "⇔": "iff", r"\leq": "le", r"\geq": "ge", r"\neq": "ne", r"\implies": "implies", r"\iff": "iff",
}
_SYMPY_RELATIONS = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


def _relation(name: str) -> str:
    found = {**SIGNS, **_SPELLINGS}.get(name, name)
    if found not in RELATIONS and found not in CONNECTIVES:
        raise ValueError(f"{name!r} is no relation: write one of = != < <= > >= \\approx \\Rightarrow \\Leftrightarrow")
    return found


def _declared(given: Sequence[Any], formulas: Iterable[str], known: Mapping[str, Sym] | None = None) -> tuple[Scope, list[Term]]:
    """The scope that textual declarations make, with the formulas' use of names, and the facts of the other declarations."""
    texts = [d for d in given if isinstance(d, str)]
    scope = Scope().surveyed(*texts, *formulas)
    for name, symbol in (known or {}).items():
        scope = scope.declare(name, symbol.sort)
    for text in texts:
        scope = read_declaration(text, scope).scope
    symbols = {s.name: s for s in (scope.symbol(n) for n in scope.names) if s is not None}
    facts: list[Term] = []
    for d in given:
        if not isinstance(d, str):
            facts += _converted(d, symbols)
    return scope, facts


def _side(side: Any, scope: Scope) -> tuple[Term, list[Term]]:
    if isinstance(side, str):
        statement = read_statement(side, replace(scope, alone=False))
        _one_formula(statement, side, 1)
        return statement.members[0].term, [*statement.conditions, *statement.facts]
    symbols = {s.name: s for s in (scope.symbol(n) for n in scope.names) if s is not None}
    term, *facts = _converted(side, symbols)
    return term, facts


def _converted(value: Any, symbols: Mapping[str, Sym]) -> list[Term]:
    """The term of a value, then what SymPy's assumptions say of its names."""
    from symbolic.formulas import Formula, as_term

    if isinstance(value, (Term, Formula)):
        return [as_term(value)]
    from sympy import S, SympifyError

    from symbolic.sympy_bridge import assumptions

    try:
        expression = S(value)
    except SympifyError:
        raise TypeError(f"{value!r} is neither a term, nor a SymPy expression, nor LaTeX text") from None
    return [as_term(expression, tuple(symbols.values())), *assumptions(expression, symbols)]


def _read(text: str, given: Sequence[Any]) -> Step:
    scope, facts = _declared(given, [text])
    statement = _statement(text, scope)
    _one_formula(statement, text, 2)
    (left, right), = pairwise(m.term for m in statement.members)
    relation = statement.relations[0]
    if relation.op in ("define", "assign"):
        raise ReadingError("a definition claims nothing", relation.start, relation.end, "write = for a claim")
    left = _identity(left, scope)
    scope = scope.with_convention(*statement.scope.conventions)
    return _checked(step_under(scope, relation.op, left, right, (*facts, *statement.conditions, *statement.facts)))


def _identity(left: Term, scope: Scope) -> Term:
    """The identity for an undeclared I that would be given a square matrix as its value: a step by itself gives no values."""
    match left:
        case Sym("I" | r"\mathbf{I}" as name, Sort(shape=(rows, columns))) if rows is columns:
            indices: tuple[Term, ...] = ()
        case Elem(Sym("I" | r"\mathbf{I}" as name, Sort(shape=(rows, columns))), indices) if rows is columns:
            pass
        case _:
            return left
    return call("identity", rows) if rows is not ONE and indices in ((), (rows,)) and scope.symbol(name) is None else left


def _statement(text: str, scope: Scope) -> Statement:
    """The statement of a text; one of which nothing but the structure is clear is refused, and one in which an i may be a number."""
    statement = read_statement(text, scope)
    guessed = statement.scope.open or statement.scope.imaginary_unit != scope.imaginary_unit
    return read_statement(text, replace(scope, alone=False)) if guessed else statement


def may_set_up(step: Step) -> bool:
    r"""Whether a formula whose arrays only it shows may set up its names, and claim nothing of all their values.

    So do ``W^\top W = I``, ``y = w^\top x + b``, ``u^\top v = 0`` and, without a derivative, ``A^\top A x = A^\top b``, whose sides have
    other names; and so may what holds a number that nothing ties to the arrays: λ in ``\operatorname{tr} A = \sum_i \lambda_i``.
    The first equation of a function, ``f(x) = x^2``, sets it up as well.
    """
    if _gives_formula(step):
        return True
    sides = step.left, step.right
    names = [{s for s in free_symbols(side) if s.sort.field == "real"} for side in sides]
    loose = any(not s.sort.shape and not s.uid for found in names for s in found)
    solved = names[0] != names[1] and not any({"Deriv", "gradient"} & operators(side) for side in sides)
    constant = any(isinstance(side, Call) and side.op in ("identity", "ones", "zeros") for side in sides)
    given = constant or any(isinstance(side, Sym | Elem | Num) for side in sides)
    return ARRAYS_SHOWN in step.conventions and (loose or solved or given)


def _gives_formula(step: Step) -> bool:
    """``f(x, y) = …`` with names for the arguments and without f on the right side."""
    match step.left:
        case Apply(function, args, orders) if step.relation == "eq" and not any(orders):
            new = not any(d.symbol is function for d in step.definitions) and function not in free_symbols(step.right)
            return new and len(set(args)) == len(args) and all(isinstance(a, Sym) for a in args)
    return False


def _one_formula(statement: Statement, text: str, wanted: int) -> None:
    if len(statement.members) != wanted or statement.continues:
        what = "one relation between two sides" if wanted == 2 else "one side without a relation"
        raise ReadingError(f"{what} was expected", statement.start, statement.end,
                           "derivations.check_text judges whole derivations" if wanted == 2 else f"check({text!r}) reads a whole relation")


def _checked(step: Step) -> Step:
    """The step, if the shapes of its sides fit."""
    try:
        check_shapes(step.relation, step.left, step.right, step.conventions)
    except ShapeError as error:
        raise ReadingError(str(error), 0, 0, None) from error
    return step


def _integrated(term: Term) -> frozenset[Sym]:
    """The variables of integrals without bounds, which are functions of them."""
    if "integral" not in operators(term):
        return frozenset()
    return frozenset(sym(t.var.name, t.var.sort) for t in walk(term) if isinstance(t, Bind) and t.op == "integral" and not t.bounds)


def _reached(definitions: Sequence[Definition], names: frozenset[Sym]) -> tuple[Definition, ...]:
    """The definitions whose names occur, in sizes as well, or occur in one that does, in the order in which they were made."""
    reached: set[Definition] = set()
    while True:
        spelled = {(s.name, s.sort.is_function) for s in names}
        new = [d for d in definitions if (d.symbol.name, d.symbol.sort.is_function) in spelled and d not in reached]
        if not new:
            return tuple(d for d in definitions if d in reached)
        reached |= set(new)
        names |= frozenset[Sym]().union(*(names_of(d.value) for d in new))
