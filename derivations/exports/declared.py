r"""What a step takes for granted, in LaTeX: the types of its names, the facts declared of them, the definitions that it uses.

Guarantee: only what differs from the defaults is said.  An undeclared letter is a real number and a size is a positive integer; whatever
else the step knows of a name is printed in the form in which it could be declared.
"""

from __future__ import annotations

from collections.abc import Iterable

from symbolic.latex.printer import to_latex
from symbolic.steps import Step
from symbolic.terms import MINUS_ONE, ONE, Call, Definition, Elem, Sort, Sym, Term, free_symbols

FIELDS = {"real": r"\mathbb{R}", "integer": r"\mathbb{Z}", "complex": r"\mathbb{C}"}


def taken_for_granted(steps: Iterable[Step]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The declarations and the definitions of some steps together, each once, in the order of the names."""
    steps = tuple(steps)
    definitions = tuple(dict.fromkeys(d for step in steps for d in step.definitions))
    terms = [side for step in steps for side in (step.left, step.right)] + [d.value for d in definitions]
    facts = tuple(dict.fromkeys(fact for step in steps for fact in step.declarations))
    defined = {d.symbol for d in definitions} | {p for d in definitions for p in d.params}
    names = sorted({s for t in (*terms, *facts) for s in free_symbols(t)} - defined, key=lambda s: s.name)
    sizes = {n for s in names for n in _sizes(s.sort)}
    types = [text for s in names if s not in sizes for text in _type(s)]
    conditions = [to_latex(fact) for fact in facts if not _is_obvious(fact, sizes) and not _says_nothing(fact)]
    return tuple(dict.fromkeys((*types, *conditions))), tuple(dict.fromkeys(map(definition_latex, definitions)))


def definition_latex(definition: Definition) -> str:
    """``name := value`` with its parameters or subscripts."""
    head: Term = definition.symbol
    if definition.params:
        shown = ", ".join(map(to_latex, definition.params))
        name = to_latex(Elem(head, definition.params)) if definition.indexed else f"{definition.symbol.name}({shown})"
    else:
        name = to_latex(head)
    return f"{name} := {to_latex(definition.value)}"


def _sizes(sort: Sort) -> set[Term]:
    """The names that count rows, columns or members."""
    ends = [*sort.shape, *(end for bounds in sort.index if bounds for end in bounds)]
    inner = set[Term]().union(*(_sizes(s) for s in sort.domain or ()))
    return {s for end in ends for s in free_symbols(end)} | inner


def _type(symbol: Sym) -> list[str]:
    """``x \\in …`` unless the symbol is a real number or nothing is known of it."""
    sort = symbol.sort
    if sort.opaque or sort.field not in FIELDS:
        return []
    if sort.is_function:
        arguments = r" \times ".join(map(_set, sort.domain or ()))
        return [rf"{symbol.name} : {arguments} \to {_set(Sort(sort.field, sort.shape))}"]
    if sort.index:
        return [_family(symbol)]
    return [rf"{symbol.name} \in {_set(sort)}"] if sort.shape or sort.field != "real" else []


def _set(sort: Sort) -> str:
    field = FIELDS.get(sort.field, r"\mathbb{R}")
    if not sort.shape:
        return field
    sizes = sort.shape[:1] if len(sort.shape) == 2 and sort.shape[1] is ONE else sort.shape
    shown = r" \times ".join(map(to_latex, sizes))
    return f"{field}^{{{shown}}}"


def _family(symbol: Sym) -> str:
    letters = ("i", "j", "k", "l")[: len(symbol.sort.index)]
    ranges = [rf"{letter} \in \{{{to_latex(bounds[0])}, \dots, {to_latex(bounds[1])}\}}"
              for letter, bounds in zip(letters, symbol.sort.index, strict=False) if bounds]
    return ", ".join([rf"{symbol.name}_{{{', '.join(letters)}}} \in {_set(Sort(symbol.sort.field, symbol.sort.shape))}", *ranges])


def _is_obvious(fact: Term, sizes: set[Term]) -> bool:
    """``n \\ge 1`` for a size."""
    return isinstance(fact, Call) and fact.op == "ge" and fact.args[0] in sizes and fact.args[1] is ONE


def _says_nothing(fact: Term) -> bool:
    """What a function is known to be that is only declared as one."""
    return isinstance(fact, Call) and fact.op == "smooth" and fact.args[1] is MINUS_ONE
