"""Terms to SymPy and back, structure kept.

Guarantee: :func:`to_sympy` evaluates nothing, and ``from_sympy(to_sympy(t), free_symbols(t))`` is ``t`` again, up to
four spellings that SymPy does not tell apart:

- ``mul(-1, a)`` comes back as ``neg(a)``; ``mul(a, pow(b, -1))`` and ``pow(b, -1)`` as quotients;
- a sum or product with a single summand or factor comes back as that summand or factor;
- the conditions joined by ∧ or ∨, which SymPy keeps as sets, come back in SymPy's order;
- a bound name that also occurs free in the same formula comes back renamed.

What SymPy has no word for (forall, argmax) raises :class:`BridgeError`; nothing is approximated.
Entries are counted from 1 here and in SymPy's ``Indexed``; SymPy's matrix elements, counted from 0, are shifted.
"""

from __future__ import annotations

from symbolic.sympy_bridge.backward import assumptions as assumptions
from symbolic.sympy_bridge.backward import canonical_name as canonical_name
from symbolic.sympy_bridge.backward import from_sympy as from_sympy
from symbolic.sympy_bridge.backward import runs_backwards as runs_backwards
from symbolic.sympy_bridge.backward import same_names as same_names
from symbolic.sympy_bridge.backward import sizes as sizes
from symbolic.sympy_bridge.forward import to_sympy as to_sympy
from symbolic.sympy_bridge.operators import BridgeError as BridgeError
from symbolic.sympy_bridge.operators import function as function
from symbolic.sympy_bridge.operators import unevaluated as unevaluated
