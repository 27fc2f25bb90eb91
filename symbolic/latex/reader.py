"""The state of one reading: a row of tokens, a position in it, the scope, and what the reading assumed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from symbolic.latex.calculus.infinitesimals import varying, with_differentials
from symbolic.latex.calls.strokes import Bare
from symbolic.latex.errors import MisfitError, ReadingError
from symbolic.latex.names.bold_runs import apart
from symbolic.latex.names.usage import Usage, survey_tokens
from symbolic.latex.scope import Scope, Slot
from symbolic.latex.source.macros import tokens_of
from symbolic.latex.source.spelling import ACCENTS, NameAt, after_group, close_of, group_range, name_at, starred_heads
from symbolic.latex.source.tokens import MAX_DEPTH, Token
from symbolic.latex.source.unread import SETS, UNREAD
from symbolic.shapes import ShapeError, shape
from symbolic.sizes import shape_text
from symbolic.terms import INFINITY, INTEGER, ONE, Call, Sort, Sym, Term, free_symbols, sym

Result = TypeVar("Result")
LOOK_AHEAD = 8


class Reader:
    """A cursor over tokens.

    bound:    names that a sum, an integral or a limit binds around the position, with their symbols.
    head:     the name that the statement may be about to define; it is taken for a function at its place.
    sign:     what ``\\pm`` stands for in this reading, +1 or -1; ``plus_minus`` tells whether one was met.
    bars:     how many ``|`` wait for their partner; then a ``|`` after an operand closes.
    awaited:  an evaluation bar after what is read belongs to the derivative around it.
    bare:     the last function with an argument without brackets, that argument, and the place where it ends.
    """

    def __init__(self, source: str, scope: Scope, start: int = 0, end: int | None = None) -> None:
        self.source = source
        self.source_end = len(source) if end is None else end
        found = with_differentials(apart(tokens_of(source, scope.macros, start, end), scope.names, scope.usage.bare), scope, source)
        if "d" in scope.usage.bare and varying(found, scope):
            scope = replace(scope, usage=replace(scope.usage, bare=scope.usage.bare - {"d"}))
        self.scope = scope
        self.words = scope.words | starred_heads(found, scope.is_array)
        self.local: Usage = survey_tokens(found, scope)
        self.usage: Usage = scope.usage.joined(self.local)
        self.reset(found)
        self.bound: dict[str, Sym] = {}
        self.head: str | None = None
        self.sign = 1
        self.plus_minus = False
        self.bars = 0
        self.awaited = False
        self.depth = 0
        self.differential = 0
        self.head_sort: dict[str, Sort] = {}
        self.unknown_sizes = 0
        self.in_index = False
        self.assumed: list[Term] = []
        self.integrated = False
        self.sum_start = 0
        self.paired: set[str] = set()
        self.bare: Bare | None = None
        self._ranges: dict[Slot, tuple[Term, Term] | None] = {}

    def reset(self, tokens: list[Token]) -> None:
        """Read these tokens from the start.  A few end tokens follow them, so that looking ahead needs no care."""
        end = tokens[-1].end if tokens else self.source_end
        self.end_token = Token("end", "", end, end)
        self.tokens = [*tokens, *[self.end_token] * LOOK_AHEAD]
        self.close = close_of(tokens)
        self.position, self.limit = 0, len(tokens)
        self.hidden: frozenset[str] | None = None
        self.called_and_derived: frozenset[str] | None = None
        self.carried: frozenset[str] | None = None

    # --- the parts of the grammar that refer to each other -------------------------------------

    def expression(self) -> Term:
        from symbolic.latex.grammar import expression

        return expression(self)

    def product(self) -> Term:
        from symbolic.latex.grammar import term_product

        return term_product(self)

    def factor(self) -> Term:
        from symbolic.latex.grammar import factor

        return factor(self)

    # --- looking ------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token:
        """The token at the position; one of kind ``end`` past the last."""
        place = self.position + ahead
        if place < self.limit:
            return self.tokens[place]
        start = self.tokens[self.limit].start
        return Token("end", "", start, start)

    def at(self, *texts: str) -> bool:
        if self.position >= self.limit:
            return "" in texts
        token = self.tokens[self.position]
        return token.text in texts and token.kind != "text"

    def at_word(self, *words: str) -> bool:
        """At ``\\operatorname{word}``, ``\\text{word}`` and the like."""
        token = self.peek()
        return token.kind == "text" and token.arg.strip() in words

    # --- moving -------------------------------------------------------------------------------

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def skip(self, *texts: str) -> bool:
        if self.at(*texts):
            self.position += 1
            return True
        return False

    def expect(self, text: str, why: str) -> Token:
        if self.peek().text != text:
            raise self.unexpected(f"{text} was expected {why}")
        return self.take()

    def span(self, first: int) -> tuple[int, int]:
        """The place in the source of the tokens from ``first`` to the position."""
        last = min(self.position, len(self.tokens)) - 1
        start = self.tokens[min(first, len(self.tokens) - 1)].start
        return start, max(start, self.tokens[last].end if last >= 0 else start)

    @contextmanager
    def within(self, start: int, end: int) -> Iterator[None]:
        """Read only the tokens from ``start`` to ``end``, all of them, and come back."""
        saved = self.position, self.limit, self.bars, self.awaited
        self.position, self.limit, self.bars, self.awaited = start, end, 0, False
        yield
        if self.position != end:
            raise self.unexpected()
        self.position, self.limit, self.bars, self.awaited = saved

    def argument(self, read: Callable[[], Result]) -> Result:
        """The argument of a command, in braces or one token, read by ``read``."""
        if self.peek().kind == "end":
            raise self.unexpected("an argument was expected")
        start, end = group_range(self.tokens, self.position, self.close)
        after = after_group(self.tokens, self.position, self.close)
        with self.within(start, end):
            result = read()
        self.position = after
        return result

    def descend(self) -> None:
        """Into a formula within a formula; whoever asks takes the depth back."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            token = self.peek()
            raise ReadingError("formulas are nested too deeply to be read", token.start, token.end,
                               "name a part of the formula and use its name")

    @contextmanager
    def binding(self, *symbols: Sym) -> Iterator[None]:
        """Names with a meaning of their own for a while."""
        saved = dict(self.bound)
        self.bound.update({s.name: s for s in symbols})
        yield
        self.bound = saved

    # --- errors and shapes --------------------------------------------------------------------

    def unexpected(self, wanted: str | None = None) -> ReadingError:
        token = self.peek()
        if token.kind == "end":
            return ReadingError(wanted or "the formula ends too early", token.start, token.end, "complete the formula")
        shown = token.text if not token.arg else f"{token.text}{{{token.arg}}}"
        if token.text in ACCENTS and wanted is None:
            return ReadingError(f"{shown} over a formula has no meaning of its own", token.start, token.end, "write it over one name alone")
        known = UNREAD.get(token.text) if token.kind != "text" else None
        if known is not None and (wanted is None or known == SETS):
            return ReadingError(f"{shown}: {known[0]}", token.start, token.end, known[1])
        if token.text == ":" and wanted is None:
            return ReadingError(": is not expected here", token.start, token.end, r"write \frac{a}{b} for a ratio, := for a definition")
        if token.text == "," and self.peek(1).text == r"\dots" and wanted is None:
            return ReadingError("a list with dots is not expected here", token.start, token.end,
                                r"write \text{for } i = 1, \dots, n after a formula")
        if token.kind == "command" and wanted is None:
            return ReadingError(f"{shown} is not known here", token.start, token.end, rf"define it: \newcommand{{{shown}}}{{…}}")
        return ReadingError((wanted and f"{wanted}, not {shown}") or f"{shown} is not expected here", token.start, token.end)

    def error(self, message: str, first: int, remedy: str | None = None) -> ReadingError:
        start, end = self.span(first)
        return ReadingError(message, start, end, remedy)

    def shape_of(self, term: Term, first: int) -> tuple[Term, ...]:
        try:
            return shape(term, self.scope.conventions)
        except ShapeError as problem:
            raise self.shape_error(problem, first) from None

    def shape_error(self, problem: ShapeError, first: int) -> ReadingError:
        from symbolic.latex.plain import name_text, to_text

        names = sorted((s for s in free_symbols(problem.term) if s.sort.domain is None), key=lambda s: s.name)
        known = ", ".join(f"{name_text(s.name)} is {shape_text(s.sort.shape) if s.sort.shape else 'a number'}" for s in names[:4])
        remedy = "check the declared sizes, or transpose a factor"
        if len(names) == 1 and names[0].sort.shape:
            remedy = rf"for a number <!-- derivations: let {names[0].name} \in \mathbb{{R}} -->"
        remedy = self._size_of_addend(problem.term) or remedy
        return self.misfit([problem.term], f"the shapes do not fit in {to_text(problem.term)}: {problem}", first,
                           f"here {known}; {remedy}" if names else remedy)

    def _size_of_addend(self, term: Term) -> str | None:
        """The declaration of a name that is added to an array, if nothing else is known of it."""
        from symbolic.latex.printer import to_latex

        if not isinstance(term, Call) or term.op != "add":
            return None
        parts = [a.args[0] if isinstance(a, Call) and a.op == "neg" else a for a in term.args]
        shapes = {s for a in parts if not isinstance(a, Sym) or a.sort.shape if (s := shape(a, self.scope.conventions))}
        plain = [a for a in parts if isinstance(a, Sym) and not a.sort.shape and a.name not in self.scope.names and not a.uid]
        if len(shapes) != 1 or not plain:
            return None
        rows, columns = shapes.pop()
        size = to_latex(rows) if columns is ONE else rf"{to_latex(rows)} \times {to_latex(columns)}"
        return rf"declare it: <!-- derivations: let {plain[0].name} \in \mathbb{{R}}^{{{size}}} -->"

    def misfit(self, terms: Iterable[Term], message: str, first: int, remedy: str) -> ReadingError:
        """The error of terms whose shapes do not fit; final if all their names have types."""
        start, end = self.span(first)
        names = {s for t in terms for s in free_symbols(t) if not s.uid and s.name not in self.bound}
        of_fields = {p.name for d in self.scope.definitions if d.symbol.name in self.usage.fields for p in d.params}
        known = names and all(s.name in self.scope.names or s.name in of_fields for s in names if s.sort != INTEGER)
        return (MisfitError if known else ReadingError)(message, start, end, remedy)

    # --- names --------------------------------------------------------------------------------

    def symbol(self, name: str) -> Sym | None:
        """The symbol of a bound, declared or defined name."""
        if name in self.bound:
            return self.bound[name]
        if name in self.head_sort:
            return sym(name, self.head_sort[name])
        return self.scope.symbol(name)

    def name_at(self, place: int, stop: int | None = None) -> NameAt | None:
        """The name that starts at a token, within the part being read, or before ``stop``."""
        return name_at(self.tokens, place, self.close, self.words, self.usage.bare, self.limit if stop is None else stop)

    def slot_range(self, slot: Slot) -> tuple[Term, Term] | None:
        """The range of a subscript of an undeclared family; None if every integer will do.

        A slot over which a sum without bounds runs has the range of a declared array that the same index visits, or
        the bounds that another sum over it has, or ``1 … N`` with a size N of its own.
        """
        if slot not in self._ranges:
            self._ranges[slot] = self._find_range(slot)
        return self._ranges[slot]

    def _find_range(self, slot: Slot) -> tuple[Term, Term] | None:
        linked = self.usage.class_of(slot)
        if linked is None:
            return None
        for base, place in sorted(linked):
            declared = declared_range(self.scope.names.get(base), place)
            if declared is not None:
                return declared
        told = {span for s, letter in self.usage.lettered if s in linked and (span := self._range_of_letter(letter)) is not None}
        if len(told) == 1:
            return told.pop()
        bounds = {(lo, hi) for s, lo, hi in self.usage.bounded if s in linked}
        if len(bounds) == 1:
            from symbolic.latex.grammar import read_expression

            lo, hi = next(iter(bounds))
            if any(sign in bound for bound in (lo, hi) for sign in (r"\sum", r"\prod")):
                raise self.error(f"the range of {slot[0]} would be found from a sum inside its own bounds", self.position,
                                 "write the bounds of every sum")
            sized = replace(self.scope, usage=replace(self.usage, linked=frozenset()), alone=False)
            return read_expression(lo, sized), read_expression(hi, sized)
        base, place = min(linked)
        return ONE, sym(f"N_{{{base},{place + 1}}}", INTEGER)

    def _range_of_letter(self, letter: str) -> tuple[Term, Term] | None:
        """The range of an index letter, declared before or anywhere in this row."""
        from symbolic.latex.declaring.ranges import letter_range

        symbol, limit = self.scope.symbol(letter), self.limit
        if symbol is not None and symbol.sort != INTEGER:
            return None
        self.limit = next(k for k, t in enumerate(self.tokens) if t is self.end_token)
        try:
            return letter_range(self, letter)
        finally:
            self.limit = limit

    def summed_range(self, slot: Slot, index: Sym) -> tuple[Term, Term] | None:
        """The one range over which sums nearby run in a slot of an undeclared family, for a free index that stands in it."""
        bounds = {(lo, hi) for s, lo, hi in self.usage.bounded if s == slot}
        if len(bounds) != 1:
            return None
        from symbolic.latex.grammar import read_expression

        lo, hi = (read_expression(bound, replace(self.scope, alone=False)) for bound in next(iter(bounds)))
        return None if index in free_symbols(lo) | free_symbols(hi) or hi is INFINITY else (lo, hi)


def declared_range(sort: Sort | None, place: int) -> tuple[Term, Term] | None:
    """The range of a subscript of a declared array or family."""
    if sort is None:
        return None
    if place < len(sort.index):
        return sort.index[place]
    inner = place - len(sort.index)
    return (ONE, sort.shape[inner]) if inner < len(sort.shape) else None
