"""How words present an equation: as where a name begins, or as what something that has its formula satisfies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derivations.documents.model import Math
from derivations.documents.prose.names import names_mentioned
from derivations.documents.prose.reading import Told
from derivations.documents.prose.tokens import number_of
from derivations.documents.scopes.cues import DEFINES, NAME_HEAD, PLAIN_NAME, SATISFYING
from derivations.documents.statements.memory import Naming

MARK = r"\w+|\\(?:max|min)|\\(?:text|mathrm|rm)\s*\{?\w+\}?"
NAMED_PLACE = re.compile(rf"\s*(?P<name>{PLAIN_NAME}(?:_\w|_\{{(?:{MARK})\}}|\^\*|\^\{{\*\}}))\s*=(?!=)")
"""``t_1 = …``, ``x^* = …``."""


def begins_name(naming: Naming, latex: str) -> bool:
    """``it lands at ⟦t_1 = 2 v/g⟧``: whether a name with an index or a mark, of which nothing was said, gets a formula of other names."""
    found = NAMED_PLACE.match(latex)
    return found is not None and found["name"] not in naming.seen and bool(names_mentioned(latex[found.end() :])) \
        and naming.scopes.definition(found["name"]) is None and not naming.scopes.is_declared(found["name"])


def satisfies_equation(told: Told, before: Sequence[str], latex: str) -> bool:
    """``⟦B = …⟧ satisfies the secant equation ⟦B s = y⟧``: said of what has its formula right before."""
    if before[-1:] != ["equation"] or SATISFYING.isdisjoint(before[-4:]):
        return False
    number = next((n for n in map(number_of, reversed(before)) if n is not None), None)
    source = told.maths[number].text.source if number is not None else ""
    head = NAME_HEAD.match(source)
    return head is not None and DEFINES.match(source) is not None and head[1] in names_mentioned(latex)


def is_definition_of_equation(before: Sequence[str], math: Math) -> bool:
    """``the wage equation is ⟦w = a + b x⟧``: a formula that an equation gives a name, unlike ``the Riccati equation is``."""
    return before[-2:-1] == ["equation"] and (DEFINES.match(math.text.source) is not None or not math.display)
