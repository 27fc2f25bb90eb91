r"""The engine: everything about one step of a derivation.  Importing it loads nothing heavy; names are found when used.

>>> from symbolic import Step, check
>>> check(r"\frac{x^2}{x} = x").word
'conditional'
>>> import sympy
>>> x = sympy.Symbol("x")
>>> check(Step.of(sympy.Derivative(sympy.sin(x) ** 2, x), "=", sympy.sin(2 * x))).word
'proved'

===============  =========================================================================================================
``terms``        the language: immutable terms that are never evaluated; ``shapes`` and ``sizes`` say what fits
``functions``    the table of operators, one row each; ``distributions`` that of laws
``steps``        one relation under declarations; ``verdicts`` the closed set of answers; ``formulas`` names with their terms
``stating``      from LaTeX text, SymPy or terms to a step
``checking``     the verdict on a step: the ordered table of provers and refuters, which are in ``proving``
``latex``        terms read from LaTeX, and printed
``sympy_bridge`` terms from and to SymPy; ``sympy_oracle`` proposals of SymPy, which are never trusted
===============  =========================================================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbolic.checking import check as check
    from symbolic.formulas import Formula as Formula
    from symbolic.steps import Step as Step
    from symbolic.verdicts import Conditional as Conditional
    from symbolic.verdicts import Definition as Definition
    from symbolic.verdicts import Posed as Posed
    from symbolic.verdicts import Proved as Proved
    from symbolic.verdicts import Refuted as Refuted
    from symbolic.verdicts import Undecided as Undecided
    from symbolic.verdicts import Unreadable as Unreadable
    from symbolic.verdicts import Verdict as Verdict

_HOME = {"check": "symbolic.checking", "Formula": "symbolic.formulas", "Step": "symbolic.steps"} | dict.fromkeys(
    ("Conditional", "Definition", "Posed", "Proved", "Refuted", "Undecided", "Unreadable", "Verdict"), "symbolic.verdicts")
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'symbolic' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
