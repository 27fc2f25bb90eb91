"""Declarations in LaTeX that words make, taken into the scopes of a document; a name whose declaration fails is doubted."""

from __future__ import annotations

import re
from functools import partial

from derivations.documents.model import Text
from derivations.documents.prose.ranges import count_in_sums
from derivations.documents.scopes.scopes import Scopes
from derivations.documents.spelling import MATRIX_LETTER
from symbolic.terms import ONE, Term

SMOOTH = re.compile(r"(?P<name>\\?[A-Za-z]+) \\in C\^")
OWN_SIZED = re.compile(r"(?P<name>\S+) \\in \\mathbb\{R\}\^\{n_\{")
ENTRIES = re.compile(r"\\sum_k (?P<name>\S+)_k = 1, \S+ \\in ")
PROPERTY = re.compile(r"\\det (.+) \\ne 0|(.+) = .+\^\\top|(.+)\^\\top .+ = I|(.+) \\succ(?:eq)? 0|(.+)\^2 = .+")
"""A capital that is said to be symmetric, invertible or the like is a square matrix, of a size of its own if none is said."""
ADJOINT = re.compile(r"(?:\S+ = )?(?P<name>\S+)\^H(?: .+)?")
"""What is said of Hermitian and of unitary matrices, which are declared with their type."""
NAMED_FUNCTION = re.compile(r".+\(x\) := \\[a-zA-Z{}]+\(x\)")
ARGUMENTS = ("x", "u", "t", "s", "z", "v", "w", "y", r"\xi", r"\zeta", r"\theta")


def declare_words(scopes: Scopes, latex: str, text: Text, lasting: bool) -> None:
    """Declarations that words make; a name whose declaration fails is doubted.

    A size of its own is for a name without a type, and a property of matrices says nothing of a number.  A vector of which only
    its entries are spoken has as many as the sums over them say.  The argument by which a function is defined is a number,
    whatever the letter x stands for here.
    """
    if NAMED_FUNCTION.match(latex):
        latex = latex.replace("(x)", f"({next(c for c in ARGUMENTS if not scopes.is_declared(c))})")
    entries = ENTRIES.match(latex)
    count = count_in_sums(entries["name"], scopes.sources) if entries is not None else None
    if entries is not None and count is not None and not scopes.is_declared(entries["name"]):
        scopes.declare_latex(rf"{entries['name']} \in \mathbb{{R}}^{{{count}}}", text, lasting)
    own = OWN_SIZED.match(latex)
    if own is not None and _is_array(scopes, own["name"]):
        return
    smooth = SMOOTH.match(latex)
    if smooth is not None and not _is_of_numbers(scopes, smooth["name"]):
        scopes.doubts.formula(text, lasting)
        return
    about = PROPERTY.fullmatch(latex)
    name = next(filter(None, about.groups()), "") if about else ""
    if name and re.fullmatch(MATRIX_LETTER, name) and not scopes.is_declared(name):
        scopes.declare_latex(rf"{name} \in \mathbb{{R}}^{{n_{{{name}}} \times n_{{{name}}}}}", text, lasting)
    if name and not name.startswith("(") and not _is_array(scopes, name):
        reason = f"line {text.place.line} gives {name} a property of matrices, and nothing says its size"
        scopes.change(lambda scope: scope.block(name, reason))
        return
    adjoint = ADJOINT.fullmatch(latex)
    sizes = _sizes(scopes, adjoint["name"]) if adjoint is not None else ()
    if adjoint is not None and len(sizes) == 2 and sizes[1] is ONE:
        return  # *let $x \in \mathbb{C}^n$ and $U \in \mathbb{C}^{n \times n}$ be unitary* speaks of U
    if adjoint is not None and (len(sizes) != 2 or sizes[0] != sizes[1]):
        reason = f"line {text.place.line} says something of {adjoint['name']}, which has no type of complex matrices"
        scopes.change(lambda scope: scope.block(adjoint["name"], reason))
        return
    if not scopes.declare_clause(latex, text, lasting):
        scopes.doubts.formula(text, lasting)


def _is_of_numbers(scopes: Scopes, function: str) -> bool:
    """Whether a function is declared with its sets, or stands in its section before single arguments that are no arrays alone."""
    known = scopes.current.symbol(function)
    if known is not None and known.sort.is_function:
        return True
    calls = re.compile(rf"(?<![A-Za-z\\]){re.escape(function)}'*\s*(?:\\left\s*)?\(([^()]*)\)")
    inside = [found for source in scopes.sources for found in calls.findall(source)]
    return not any("," in a or r"\mathbf" in a or any(map(partial(_is_array, scopes), re.findall("[A-Za-z]+", a))) for a in inside)


def _is_array(scopes: Scopes, name: str) -> bool:
    known = scopes.current.symbol(re.sub(r"_(\w)$", r"_{\1}", name))
    return known is not None and bool(known.sort.shape or known.sort.index)


def _sizes(scopes: Scopes, name: str) -> tuple[Term, ...]:
    known = scopes.current.symbol(name)
    return known.sort.shape if known is not None else ()
