r"""How letters vary: after ``\\dot x = -k x`` or ``\\frac{dx}{dt} = -k x`` what is differentiated by t varies with x.

A letter has a *rate* by a variable where a formula of the section holds its derivative by it, and nothing gives the letter a formula.
There ``\\frac{d}{dt} x^2`` is ``2 x`` times the rate.  A strict ``\\partial`` holds what varies by a total derivative;
its own derivatives of letters tell a rate where one of them is the whole left side, else they may well be 0.

Guarantee: a letter with a rate is a constant in no step.  A step that needs a rate of which nothing is known is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from derivations.documents.functions.arguments import CHANGING
from derivations.documents.functions.sequences import put_in
from symbolic.latex.plain import name_text
from symbolic.shapes import shape
from symbolic.terms import ONE, REAL, Definition, Deriv, Elem, Num, Sym, Term, add, call, free_symbols, mul, num, sym, transform, walk

DOTTED = re.compile(r"\\(?P<dots>d{1,4}ot)\{(?P<base>[^{}]+)\}(?P<member>_\{[^{}]*\})?")
TIME = "t"
MOVING = CHANGING | frozenset({"q", "p", "r", "s", r"\theta", r"\phi", r"\varphi", r"\psi"})
"""Letters that vary with the time as often as not."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate of a letter, if it is known, at which level of the document it is told, and whether a ``\\partial`` tells it."""

    value: Term | None
    level: int
    partial: bool


@dataclass(slots=True)
class Rates:
    """The rates that are told by now, by letter and variable, and those that sections told which have ended."""

    told: dict[tuple[str, str], Rate] = field(default_factory=dict)
    ended: dict[tuple[str, str], Rate] = field(default_factory=dict)
    level: int = 0

    def enter(self, level: int) -> None:
        """Begin a section."""
        self.ended |= {key: rate for key, rate in self.told.items() if rate.level >= level}
        self.told = {key: rate for key, rate in self.told.items() if rate.level < level}
        self.level = level

    def moving(self) -> frozenset[str]:
        """The letters whose rate by the time is told."""
        return frozenset(letter for letter, variable in self.told if variable == TIME)

    def keep(self, relation: str, left: Term, right: Term, partial: bool, lasting: bool) -> None:
        """What a relation tells of rates; their values where it is lasting, no hypothesis, question or claim in running text.

        A prime may make another name of its letter as well: of such a letter nothing is known.
        """
        for t in (*walk(left), *walk(right)):
            match t:
                case Deriv(Sym() | Elem() as body, Sym() as var, _) if not partial:
                    self._tell(_letter(body), var.name, None, partial, again=False)
                case Sym() if (mark := DOTTED.fullmatch(t.name)) is not None:
                    first = t if len(mark["dots"]) == len("dot") and (t.sort == REAL or _is_column(t)) else None
                    self._tell(mark["base"] + (mark["member"] or ""), TIME, first, False, again=False)
                case Sym() if t.sort == REAL and t.name.endswith("'") and t.name.rstrip("'") in CHANGING:
                    for variable in (TIME, "x"):
                        self._tell(t.name.rstrip("'"), variable, None, False, again=False)
                case _:
                    pass
        match left:
            case Deriv(Sym() as body, Sym() as var, order) if relation == "eq" and order is ONE and body is not var:
                plain = lasting and body.sort.shape == shape(right) and not any(isinstance(t, Deriv) for t in walk(right))
                self._tell(body.name, var.name, right if plain else None, partial, again=True)
            case _:
                pass

    def _tell(self, letter: str, variable: str, value: Term | None, partial: bool, again: bool) -> None:
        if letter == variable:
            return
        known = self.told.get((letter, variable))
        if known is None or (value is not None and (known.value is None or known.level < self.level)):
            self.told[letter, variable] = Rate(value, self.level, partial)
        elif again and known.value is not value:
            self.told[letter, variable] = Rate(None, known.level, known.partial)

    def put_in(self, sides: tuple[Term, Term], partial: bool, known: Collection[str],
               unfolded: Callable[[Term], Term]) -> tuple[tuple[Term, Term], str | None]:
        """The sides with derivatives of what varies by the chain rule, and why nothing can be said of one of them.

        partial: a ``\\partial`` stands in the relation; known: letters with a formula.
        """
        if _has_own_derivatives(sides, known):
            return sides, self._held_still(sides, partial, known, unfolded)
        lost: list[str] = []

        def carried(t: Term) -> Term | None:
            match t:
                case Deriv(body, Sym() as var, order):
                    whole = unfolded(body)
                    moving = self._moving(whole, var, partial, known)
                    found = self._by_chain_rule(whole, var, order, partial, known) if moving else None
                    if moving and found is None and not isinstance(whole, Sym):
                        letter = name_text(_letter(moving[0][0]))
                        lost.append(f"how {letter} varies with {name_text(var.name)} is told by its derivative alone; give it a formula")
                    elif not moving and not partial and var.name == TIME and var not in free_symbols(whole):
                        still = sorted(s.name for s in free_symbols(whole)
                                       if s.name in MOVING and not s.uid and not s.sort.is_function and s.name not in known)
                        lost.extend(f"nothing says how {name_text(name)} varies with t; write {name_text(name)}(t), or give its rate"
                                    for name in still[:1])
                    return found
            return None

        found = (transform(sides[0], carried), transform(sides[1], carried))
        if not lost or any(isinstance(t, Sym) and DOTTED.fullmatch(t.name) for t in _parts(sides)):
            return found, None
        return found, lost[0]

    def _held_still(self, sides: tuple[Term, Term], partial: bool, known: Collection[str], unfolded: Callable[[Term], Term]) -> str | None:
        """Why a step is not judged that holds ``dx/dt`` and takes a y for a constant that varies with t as well."""
        parts = [t for t in _parts(sides) if isinstance(t, Deriv) and isinstance(t.var, Sym)]
        own = {(t.body.name, t.var) for t in parts if isinstance(t.body, Sym)}
        for t in parts:
            assert isinstance(t.var, Sym)
            for s, _ in self._moving(unfolded(t.body), t.var, partial, known):
                if (_letter(s), t.var) not in own:
                    return held_still(_letter(s), t.var.name)
        return None

    def _by_chain_rule(self, whole: Term, var: Sym, order: Term, partial: bool, known: Collection[str]) -> Term | None:
        """The derivative of a term in which something varies with the variable, of order 1, 2 or 3; None where a rate is not known."""
        times = int(order.value) if isinstance(order, Num) and order.value in (1, 2, 3) else 0
        for time in range(times):
            moving = self._moving(whole, var, partial, known)
            told = {s for s, _ in moving} | {var}
            if time and any(rate.partial and not free_symbols(rate.value or whole) <= told for _, rate in moving):
                return None  # ``∂E/∂v = δ h``: how δ and h vary with v is not told
            values = [(s, rate.value) for s, rate in moving if rate.value is not None and isinstance(s, Sym)]
            if len(values) < len(moving):
                return None
            parts = [_along(whole, s, value) for s, value in values]
            parts += [Deriv(whole, var, ONE)] if var in free_symbols(whole) or not parts else []
            if None in parts:
                return None
            whole = _sum([part for part in parts if part is not None])
        return whole if times else None

    def carry(self, derivative: Term, known: Collection[str], unfolded: Callable[[Term], Term]) -> bool:
        """Whether something is a derivative by the time, of a formula in which the time does not stand, whose rates are all known."""
        match derivative:
            case Deriv(body, Sym("t") as var, order) if not isinstance(whole := unfolded(body), Sym) and var not in free_symbols(whole):
                return bool(self._moving(whole, var, False, known)) and self._by_chain_rule(whole, var, order, False, known) is not None
        return False

    def _moving(self, body: Term, var: Sym, partial: bool, known: Collection[str]) -> list[tuple[Sym | Elem, Rate]]:
        """The letters of a term that vary with a variable, in order, with their rates; those of sections that have ended have none."""
        rates = {key: replace(rate, value=None) for key, rate in self.ended.items()} | self.told
        letters: dict[Sym | Elem, Rate] = {}
        for s in walk(body):
            if isinstance(s, Sym | Elem) and not (isinstance(s, Sym) and (s.sort.is_function or s.uid)) and _letter(s) not in known:
                mark = DOTTED.fullmatch(_letter(s)) if var.name == TIME else None
                rate = rates.get((_letter(s), var.name))
                if mark is not None and len(mark["dots"]) < len("ddddot") and isinstance(s, Sym):
                    letters[s] = Rate(sym(_with_a_dot(s.name), s.sort), self.level, False)
                elif rate is not None and (rate.partial or not partial):
                    letters[s] = rate
        return sorted(letters.items(), key=lambda item: repr(item[0]))


MOVES = re.compile(r"\\d{1,4}ot(?:\s*\{\s*(\\?[A-Za-z]+)\s*\}|\s+([A-Za-z])|\s*(\\[A-Za-z]+))"
                   r"|\\[dt]?frac\s*\{\s*d\s*(\\?[A-Za-z]+)\s*\}\s*\{\s*d\s*t\s*\}")
"""``\\dot x``, ``\\frac{dx}{dt}``."""


def taken_for_constant(derivative: Term, sources: Iterable[str]) -> str | None:
    """Why a derivative by the time is not judged that takes a letter for a constant which has dots elsewhere in the section."""
    moving = {next(filter(None, found)) for source in sources for found in MOVES.findall(source)}
    names = {s.name for s in free_symbols(derivative)}
    still = sorted(name for name in names & moving if _with_a_dot(name) not in names)
    return held_still(still[0], TIME) if still else None


def held_still(letter: str, variable: str) -> str:
    return f"{name_text(letter)} is a constant here, and varies with {name_text(variable)} elsewhere in the section"


def _is_column(t: Sym) -> bool:
    return len(t.sort.shape) == 2 and t.sort.shape[1] is ONE and not t.sort.is_function


def _along(whole: Term, s: Sym, value: Term) -> Term | None:
    """What a letter adds to the derivative of a term: its partial derivative times the rate; None where that is more than a column."""
    size = shape(whole)
    if s.sort == REAL:
        return mul(Deriv(whole, s, ONE), value)
    if size and size[1] is not ONE:
        return None
    return call("matmul", call("jacobian", whole, s) if size else call("transpose", call("gradient", whole, s)), value)


def _sum(parts: list[Term]) -> Term:
    return add(*parts) if len(parts) > 1 else parts[0]


def _with_a_dot(name: str) -> str:
    r"""The name of the derivative by the time: ``\\dot{x}`` for ``x``, ``\\ddot{x}`` for ``\\dot{x}``."""
    mark = DOTTED.fullmatch(name)
    return rf"\d{mark['dots']}{{{mark['base']}}}{mark['member'] or ''}" if mark is not None else rf"\dot{{{name}}}"


def _letter(t: Sym | Elem) -> str:
    return t.name if isinstance(t, Sym) else _letter(t.base) if isinstance(t.base, Sym | Elem) else ""


def _parts(sides: Iterable[Term]) -> list[Term]:
    return [t for side in sides for t in walk(side)]


def _has_own_derivatives(sides: Iterable[Term], known: Collection[str]) -> bool:
    """Whether a step holds first derivatives of bare letters without a formula, so that the engine takes them for functions."""
    return any(isinstance(t, Deriv) and isinstance(t.body, Sym) and t.order is ONE and t.body.name not in known for t in _parts(sides))


def with_velocity(sides: tuple[Term, Term], definitions: tuple[Definition, ...]) -> tuple[Term, Term] | None:
    r"""``\\dot y = …`` after ``y = -\\ell \\cos\\theta``, with the derivative of that formula on the left; None for other relations.

    The right side says what moves: it has a letter of the formula with dots, or the time itself stands in the formula;
    or the speed of a letter has a formula.  So of ``\\ddot p = …`` after a formula for the speed.
    """
    mark = DOTTED.fullmatch(sides[0].name) if isinstance(sides[0], Sym) and not sides[0].uid else None
    if mark is None or mark["member"]:
        return None
    order = len(mark["dots"]) - 2
    slower = rf"\{mark['dots'][1:]}{{{mark['base']}}}"
    formulas = {d.symbol.name: d for d in definitions}
    known = formulas.get(mark["base"])
    if known is None and order > 1:
        known, order = formulas.get(slower), 1
    if known is None or known.indexed:
        return None
    value, time = put_in(known.value, definitions), sym(TIME)
    if time in known.params:
        return None
    inside, right = {s.name: s for s in free_symbols(value)}, put_in(sides[1], definitions)
    speeds = {d.symbol.name: put_in(d.value, definitions) for d in definitions if DOTTED.fullmatch(d.symbol.name) and not d.params}
    there = {*inside, *(s.name for s in free_symbols(sides[1])), *speeds}
    dotted = [(inside[name], sym(speed, inside[name].sort)) for name in sorted(inside)
              if (speed := _with_a_dot(name)) in there or DOTTED.fullmatch(name)]
    plain = {s.name for s in free_symbols(right)} - {speed.name for _, speed in dotted}
    told = {s.name for _, speed in dotted if speed.name in speeds for s in free_symbols(speeds[speed.name])}
    if not plain <= {*inside, time.name, *told}:
        return None
    if time.name in inside and not dotted:
        return Deriv(value, time, num(order)), sides[1]
    parts = [_along(value, letter, speed) for letter, speed in dotted] + ([Deriv(value, time, ONE)] if time.name in inside else [])
    if not dotted or order > 1 or None in parts:
        return None
    return _sum([part for part in parts if part is not None]), sides[1]
