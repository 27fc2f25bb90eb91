"""Numbers: formulas compiled to NumPy, derivatives confirmed, networks trained.  Names are loaded when they are used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numeric.compiling import CompiledFormula as CompiledFormula
    from numeric.compiling import CompileError as CompileError
    from numeric.compiling import compile_formula as compile_formula
    from numeric.gradients import check_gradient as check_gradient
    from numeric.network import Network as Network
    from numeric.reports import GradientReport as GradientReport

_HOME = {"CompiledFormula": "numeric.compiling", "CompileError": "numeric.compiling", "compile_formula": "numeric.compiling",
         "GradientReport": "numeric.reports", "check_gradient": "numeric.gradients",
         "Network": "numeric.network"}


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'numeric' has no attribute {name!r}")
    return getattr(import_module(home), name)
