"""Numbers: formulas compiled to NumPy, derivatives confirmed, networks trained.  Names are loaded when they are used.

``compiling`` gives functions of formulas (``source`` writes them); ``gradients`` and ``confirming`` put derivatives to the test
(``checking``); ``network`` and ``estimators`` train (``training``, ``backends``) on ``data``; ``figures`` draws.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.checking.reports import GradientReport as GradientReport
    from numeric.compiling import CompiledFormula as CompiledFormula
    from numeric.compiling import CompileError as CompileError
    from numeric.compiling import compile_formula as compile_formula
    from numeric.gradients import check_gradient as check_gradient
    from numeric.network import Network as Network

_HOME = {"CompiledFormula": "numeric.compiling", "CompileError": "numeric.compiling", "compile_formula": "numeric.compiling",
         "GradientReport": "numeric.checking.reports", "check_gradient": "numeric.gradients",
         "Network": "numeric.network"}


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'numeric' has no attribute {name!r}")
    return getattr(import_module(home), name)
