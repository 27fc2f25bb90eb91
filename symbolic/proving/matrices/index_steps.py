"""A step between arrays as scalar steps between their entries, with the declarations by entries as well.

A matrix declared symmetric (or positive definite, which here includes symmetry) is written as S + Sᵀ with S
free: this reaches exactly the symmetric matrices, and needs no fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from symbolic.functions import RELATIONS, ge, le
from symbolic.proving.matrices.index_form import IndexForm, scalar
from symbolic.proving.matrices.index_operators import has_arrays
from symbolic.proving.matrices.index_terms import WRITTEN_OUT, NoIndexForm, size_facts, value, variables_of
from symbolic.proving.unfolding import CannotUnfold, unfold
from symbolic.shapes import ShapeError, check_shapes
from symbolic.sizes import same_size
from symbolic.steps import Step
from symbolic.terms import INTEGER, ONE, Bind, Call, Definition, Sym, Term, add, bind, call, fresh, num, open_binder, substitute, sym, walk


def to_index_steps(step: Step, written_out: bool = True) -> tuple[Step, ...] | None:
    """Scalar steps that all hold exactly if ``step`` does; None if there is no index form.

    Matrices of numeric size give one step for every entry, if ``written_out``.  Layout conventions must have been
    chosen (:func:`symbolic.shapes.check_shapes`).  Functions of numbers that are applied entry by entry are unfolded.
    """
    if step.relation != "eq" or not all(map(_of_numbers, step.definitions)) or not (has_arrays(step.left) or has_arrays(step.right)):
        return None
    try:
        conventions = check_shapes(step.relation, step.left, step.right, step.conventions)
        prepared = _symmetric_parts(replace(step, conventions=conventions))
        return tuple(_index_steps(prepared, written_out))
    except (NoIndexForm, CannotUnfold, ShapeError, RecursionError):
        return None


def _of_numbers(d: Definition) -> bool:
    """Whether a function of numbers is defined, which may stand applied to an array entry by entry."""
    return bool(d.params) and not d.indexed and all(p.sort.is_scalar for p in d.params)


def _index_steps(step: Step, written_out: bool) -> Iterable[Step]:
    form = IndexForm(step.conventions)
    rows, columns = next((s for s in map(form.shape, (step.left, step.right)) if s), (ONE, ONE))
    declarations = (*size_facts(step), *index_facts(form, step.declarations))
    numbers = [value(s) for s in (rows, columns)]

    def at(i: Term, j: Term, *facts: Term) -> Step:
        entries_of = (form.entry(step.left, i, j), form.entry(step.right, i, j))
        left, right, *known = (unfold(t, step.definitions) for t in (*entries_of, *declarations))
        return Step("eq", left, right, (*known, *facts), (), step.conventions)

    if written_out and all(n is not None and n <= WRITTEN_OUT for n in numbers) and numbers != [1, 1]:
        return [at(num(i), num(j)) for i in range(1, (numbers[0] or 0) + 1) for j in range(1, (numbers[1] or 0) + 1)]
    used = {s.name for t in (step.left, step.right, *step.declarations) for s in walk(t) if isinstance(s, Sym)}
    i, facts_i = _free_index("i", rows, used)
    j, facts_j = _free_index("j", columns, used)
    return [at(i, j, *facts_i, *facts_j)]


def _free_index(letter: str, size: Term, used: set[str]) -> tuple[Term, tuple[Term, ...]]:
    """A free index with 1 ≤ index ≤ size; 1 itself if the size is 1."""
    if same_size(size, ONE):
        return ONE, ()
    name = next(c for c in (letter, *"abcdpqrst", letter + "'") if c not in used)
    used.add(name)
    index = sym(name, INTEGER)
    return index, (ge(index, ONE), le(index, size))


def index_facts(form: IndexForm, declarations: tuple[Term, ...]) -> Iterable[Term]:
    """Declarations by entries; those without index form are left out, which only weakens what is known."""
    for fact in declarations:
        try:
            yield _one_fact(form, fact)
        except (NoIndexForm, ShapeError):
            continue


def _one_fact(form: IndexForm, fact: Term) -> Term:
    match fact:
        case Call("posdef" | "possemidef", _):
            raise NoIndexForm("definiteness has no index form")
        case Call(op, (a, b)) if op in RELATIONS and op != "ne" and any(map(form.is_array, (a, b))):
            rows, columns = next(s for s in map(form.shape, (a, b)) if s)
            i, j = fresh(sym("i", INTEGER)), fresh(sym("j", INTEGER))
            row, column = (ONE if same_size(s, ONE) else k for s, k in ((rows, i), (columns, j)))
            whole: Term = call(op, form.entry(a, row, column), form.entry(b, row, column))
            whole = bind("forall", j, whole, (ONE, columns)) if column is j else whole
            return bind("forall", i, whole, (ONE, rows)) if row is i else whole
        case Bind("forall", _, _, bounds):
            var, body = open_binder(fact)
            return bind("forall", var, _one_fact(form, body), tuple(map(form.scalar, bounds)))
    return form.scalar(fact)


def symmetric_matrices(declarations: Iterable[Term]) -> tuple[Sym, ...]:
    """Matrices declared symmetric or definite."""
    out = []
    for fact in declarations:
        match fact:
            case Call("eq", (Sym() as a, Call("transpose", (b,)))) | Call("eq", (Call("transpose", (b,)), Sym() as a)) if a is b:
                out.append(a)
            case Call("posdef" | "possemidef", (Sym() as a, *_)) if a.sort.field != "complex":
                out.append(a)
    return tuple(dict.fromkeys(out))


def _symmetric_parts(step: Step) -> Step:
    """Every symmetric matrix written as S + Sᵀ, unless something is differentiated by it."""
    terms = (step.left, step.right, *step.declarations)
    differentiated = {x for t in terms for d in walk(t) for x in variables_of(d)}
    values: dict[Sym, Term] = {}
    for a in symmetric_matrices(step.declarations):
        if a not in differentiated:
            half = fresh(a)
            values[a] = add(half, call("transpose", half))
    if not values:
        return step
    swap = partial(substitute, values=values)
    facts = tuple(swap(d) for d in step.declarations if not _says_symmetric(d, values))
    return replace(step, left=swap(step.left), right=swap(step.right), declarations=facts)


def _says_symmetric(fact: Term, values: dict[Sym, Term]) -> bool:
    return any(a in values for a in symmetric_matrices((fact,)))


def numbers_by_entries(step: Step) -> Step:
    """A relation of numbers with these written by the entries of arrays; NoIndexForm where there is no such form."""
    if not has_arrays(step.left) and not has_arrays(step.right):
        return step
    left, right = (scalar(side, step.conventions) for side in (step.left, step.right))
    return replace(step, left=left, right=right, declarations=(*size_facts(step), *step.declarations))
