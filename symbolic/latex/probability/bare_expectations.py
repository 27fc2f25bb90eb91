r"""An expectation without brackets: ``E_t x_{t+1}``, ``E_0 \sum_t \beta^t u(c_t)``, ``\mathrm{E} X``.

E with a time below it, an upright or bold E, and E before a capital letter of a random variable stand before a formula as an operator
does, and so may E before a small letter where a product begins.  They are no factor unless the author declares or defines them as a number.
"""

from __future__ import annotations

from symbolic.latex.names.open_names import open_operator
from symbolic.latex.names.usage import flat_name
from symbolic.latex.reader import Reader
from symbolic.latex.source.spelling import NameAt
from symbolic.terms import Term, free_symbols

UPRIGHT = frozenset({r"\mathrm{E}", r"\mathbf{E}", r"\mathsf{E}", r"\text{E}"})
RANDOM = frozenset({"X", "Y", "Z"})
BEFORE = frozenset({"=", "+", "-", "(", "[", "{", ",", r"\le", r"\ge", r"\approx"})
AFTER = frozenset({"=", "+", "-", ")", "]", "}", ",", "", "^", "_", "/"})
SUMS = frozenset({r"\sum", r"\int"})


def expected(r: Reader, name: NameAt, first: int) -> Term | None:
    """The operator on what follows it, in an open reading, and an error in any other; None if the name is no such operator."""
    from symbolic.latex.grammar import starts_factor

    if name.name not in UPRIGHT | {"E"} or name.powers or name.primes or name.brackets or len(name.subscripts) > 1:
        return None
    flat = flat_name(r.tokens, name)
    if r.symbol(flat) is not None or r.symbol(name.name) is not None or not _is_operator(r, name) or not starts_factor(r):
        return None
    if r.scope.open:
        operand = r.product()
        if free_symbols(operand):
            return open_operator(flat, operand)
    raise r.error(f"{flat} before a formula: an expectation, or a factor?", first,
                  rf"write {flat}[…], or declare it for a product: <!-- derivations: let {flat} \in \mathbb{{R}} -->")


def _opens_a_product(r: Reader, name: NameAt) -> bool:
    return name.start == 0 or r.tokens[name.start - 1].text in BEFORE


def _stands_alone(r: Reader, name: NameAt) -> bool:
    """Whether E stands in the row with nothing after it, as a number does."""
    return any(t.text == name.name and t.kind == "letter" and r.tokens[k + 1].text in AFTER for k, t in enumerate(r.tokens[:-1]))


def _is_operator(r: Reader, name: NameAt) -> bool:
    following = r.peek().text
    if not name.subscripts and following in ("|", r"\lvert") and r.peek(1).text.isupper():
        return True
    if not name.subscripts:
        if name.name in UPRIGHT or following in RANDOM:
            return following != "("
        return _opens_a_product(r, name) and r.peek().kind == "letter" and following.islower() and not _stands_alone(r, name)
    below = [t.text for t in r.tokens[slice(*name.subscripts[0])]]
    return below[:1] == ["t"] or (below == ["0"] and following in SUMS)
