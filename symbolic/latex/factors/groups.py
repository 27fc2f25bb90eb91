r"""Brackets of every kind, and the marks that may follow a factor: powers, transposes, subscripts, ``!``, evaluation bars."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import accumulate, pairwise

from symbolic.functions import ARITHMETIC, FUNCTIONS
from symbolic.latex.build import is_array
from symbolic.latex.calculus.evaluations import at_bar, barred, beside_bar, evaluation_follows
from symbolic.latex.calculus.primes import after_bracket
from symbolic.latex.errors import ReadingError
from symbolic.latex.factors.braces import loose
from symbolic.latex.factors.environments import cases_in_brace
from symbolic.latex.factors.lists import is_tuple
from symbolic.latex.factors.superscripts import superscript
from symbolic.latex.names.open_names import inside_brackets, literal, open_operator, open_symbol, opened
from symbolic.latex.names.sets import size
from symbolic.latex.names.usage import spelled
from symbolic.latex.reader import Reader
from symbolic.latex.relations.conditions import condition
from symbolic.latex.shapes.operands import array_wanted
from symbolic.latex.source.spelling import after_group, group_range, is_capital, subscript_items
from symbolic.shapes import is_vector
from symbolic.sizes import same_size
from symbolic.terms import ONE, Call, Elem, Matrix, Num, Sym, Term, call, free_symbols

BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
SIZED = re.compile(r"\\[bB]igg?l?\s*\Z")
TESTS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"})
COMPARED = frozenset({"=", "<", ">", r"\le", r"\ge", r"\ne"})
WHOLE_NORMS = {"2": "norm", "F": "norm", "1": "norm1", r"\infty": "norm_inf", "": "norm"}


def group(r: Reader) -> Term:
    """A bracketed formula, by its opening mark."""
    first = r.position
    braced = cases_in_brace(r) if r.at(r"\{") else None
    if braced is not None:
        return braced
    written = literal(r) if r.scope.open and not r.scope.alone and r.at("(", "[", r"\{") else None
    if written is not None:
        return written
    token = r.take()
    match token.text:
        case "{":
            r.position = first
            return loose(r, r.argument(r.expression), first)
        case "(" | "[" | r"\{":
            return _bracketed(r, BRACKETS[token.text], first)
        case "|" | r"\lvert":
            return _absolute(r, token.text, first)
        case r"\lVert" | r"\|":
            return _norm(r, token.text, first)
        case r"\langle":
            return _inner(r, first)
        case r"\lfloor" | r"\lceil":
            return _rounded(r, token.text, first)
        case r"\left.":
            return barred(r, first)
    raise r.unexpected()


def _bracketed(r: Reader, closing: str, first: int) -> Term:
    if closing == "]" and not r.scope.open and _holds_lone_name(r):
        raise r.error("a name alone in square brackets: its integer part, a concentration, or a factor?", first,
                      r"write \lfloor x \rfloor for the integer part, the name alone for a factor")
    if closing == "]" and (_columns_with_dots(r) or _columns_with_gaps(r) or _letters_with_gaps(r)):
        raise r.error("columns side by side, or a product?", first, r"write a matrix with &, or \prod for the product")
    if closing == r"\}" and _is_part(r, first):
        raise r.error("braces around a product: a fractional part, a set, or a factor?", first,
                      r"write x - \lfloor x \rfloor for the fractional part, or round brackets")
    if closing == ")" and _holds_size(r, first) and _holds_size(r, _end(r, first)):
        raise r.error("sizes of matrices side by side, or products of numbers?", first, r"write \cdot for products of numbers")
    saved, r.bars = r.bars, 0
    entries = [condition(r) if r.scope.open or (closing == "]" and _holds_comparison(r, first)) else r.expression()]
    row = closing == "]" and r.at(",")
    if row and not _is_transposed(r, first):
        raise r.error("a list in square brackets: a row, a column or an interval?", first,
                      r"write (x_1, x_2) or [x_1, x_2]^\top for a column")
    while (closing == ")" or row) and r.skip(","):
        entries.append(r.expression())
    if r.peek().text != closing:
        if r.peek().kind == "end":
            opening = r.tokens[first]
            raise ReadingError(f"{opening.text} is opened and never closed", opening.start, opening.end, f"add the missing {closing}")
        raise r.unexpected(f"{closing} was expected")
    r.take()
    r.bars = saved
    if len(entries) > 1 and not r.at("^") and any(_is_thing(r, e) for e in entries):
        raise r.error("a list of capital letters: a column of numbers, or of other things?", first,
                      r"declare each: <!-- derivations: let V \in \mathbb{R} -->, for numbers")
    if closing == "]" and isinstance(entries[0], Call) and entries[0].op in TESTS and not r.at("^", "_"):
        return call("indicator", entries[0])  # Iverson's bracket
    if row and _may_be_rows(r, entries):
        raise r.error("a list of names that is a matrix by its own name: numbers, or rows?", first, r"declare what the list holds")
    if row and any(is_array(e) for e in entries):
        return Matrix((tuple(entries),))
    return entries[0] if len(entries) == 1 else Matrix(tuple((e,) for e in entries))


def _may_be_rows(r: Reader, entries: list[Term]) -> bool:
    r"""``X = [x_1, \dots, x_n]^\top``: a capital on the left, and small letters of which nothing is known."""
    name = r.name_at(0, len(r.tokens))
    bases = [e.base if isinstance(e, Elem) else e for e in entries]
    if name is None or r.tokens[name.end].text not in ("=", r"\coloneqq") or not is_capital(name.name) or r.symbol(name.name) is not None:
        return False
    return any(isinstance(b, Sym) and b.name != r"\dots" and not is_capital(b.name) and r.symbol(b.name) is None for b in bases)


def _is_transposed(r: Reader, opening: int) -> bool:
    r"""``[x_1, x_2]^\top``; what ``[0, 1]^T`` is, nobody knows."""
    end = _end(r, opening)
    texts = [t.text if t.kind != "text" else t.arg for t in r.tokens[end : end + 4]]
    mark = texts[2] if texts[1:2] == ["{"] and texts[3:] == ["}"] else texts[1] if len(texts) > 1 else ""
    numbers = all(t.kind == "number" or t.text in (",", "-") for t in r.tokens[opening + 1 : end - 1])
    return texts[:1] == ["^"] and (mark == r"\top" or (mark == "T" and not (numbers and end - opening == 5)))


def _holds_comparison(r: Reader, opening: int) -> bool:
    inside = inside_brackets(r, opening)
    return inside is not None and any(t.text in COMPARED for t in r.tokens[opening : inside.close])


def _end(r: Reader, opening: int) -> int:
    """The place behind brackets that open at a token."""
    inside = inside_brackets(r, opening)
    return opening if inside is None else inside.close + 1


def _is_part(r: Reader, opening: int) -> bool:
    r"""``\{x\}``, ``\{t/2\}``: what needs no bracket to be a factor."""
    inside = inside_brackets(r, opening)
    inner = [t.text for t in r.tokens[opening + 1 : inside.close]] if inside is not None else []
    bracketed = {"+", "-", r"\sum", r"\prod", r"\int", r"\pm", ",", "("}
    before = r.source[: r.tokens[opening].start]
    chosen = before.rstrip().endswith(r"\left") or SIZED.search(before) or before.count("[") > before.count("]")
    marked = r.tokens[_end(r, opening)].text in ("_", "^")
    return bool(inner) and bracketed.isdisjoint(inner) and not chosen and not marked


def _holds_size(r: Reader, opening: int) -> bool:
    r"""Whether brackets that open at a token hold a product with ``\times`` of which a letter is a part: ``((n+1) \times m)``."""
    inside = inside_brackets(r, opening) if r.tokens[opening].text == "(" else None
    if inside is None:
        return False
    depths = accumulate((t.text in BRACKETS) - (t.text in BRACKETS.values()) for t in r.tokens[opening + 1 : inside.close])
    parts = list(zip(r.tokens[opening + 1 : inside.close], depths, strict=True))
    return any(t.text == r"\times" and d == 0 for t, d in parts) and any(t.kind == "letter" for t, _ in parts)


def _holds_lone_name(r: Reader) -> bool:
    """``[x]``, which is no bracket that a formula needs."""
    name, opening = r.name_at(r.position), r.tokens[r.position - 1]
    lone = name is not None and r.tokens[name.end].text == "]" and not name.powers
    return lone and not SIZED.search(r.source, 0, opening.start)


def _is_thing(r: Reader, entry: Term) -> bool:
    r"""``V`` of the graph ``(V, E)``, ``\mathcal{S}`` of the process ``(\mathcal{S}, \mathcal{A}, P)``: a capital without a type."""
    if not isinstance(entry, Sym) or entry.uid or r.symbol(entry.name) is not None:
        return False
    return (len(entry.name) == 1 and entry.name.isupper()) or entry.name.startswith((r"\mathcal", r"\mathscr"))


def _columns_with_dots(r: Reader) -> bool:
    r"""``[t_1 \cdots t_n]``, ``[x_1 \dots x_n]``: names and dots alone in square brackets."""
    place, dots, names = r.position, 0, 0
    while r.tokens[place].text != "]":
        name = r.name_at(place)
        if r.tokens[place].text == r"\dots":
            dots, place = dots + 1, place + 1
        elif name is not None:
            names, place = names + 1, name.end
        elif r.tokens[place].text in (r"\quad", "&"):
            place += 1
        else:
            return False
    return dots == 1 and names >= 2


def _columns_with_gaps(r: Reader) -> bool:
    r"""``[a ~ b ~ a + b]^\top``: what is transposed has a gap between its parts."""
    inside = inside_brackets(r, r.position - 1)
    if inside is None or r.tokens[inside.close + 1].text != "^":
        return False
    pairs = ((r.tokens[k], r.tokens[k + 1]) for k in range(r.position, inside.close - 1))
    return any("~" in r.source[one.end : other.start] and not {one.text, other.text} & set("+-=*/(") for one, other in pairs
               if one.end <= other.start)


def _letters_with_gaps(r: Reader) -> bool:
    r"""``[b\ h\ n\ t]``, ``[x_1 \; x_2]``: names and numerals that spaces keep apart are a list."""
    inside = inside_brackets(r, r.position - 1)
    place, parts = r.position, list[tuple[int, int]]()
    while inside is not None and place < inside.close:
        name = r.name_at(place, inside.close)
        if r.tokens[place].kind != "number" and (name is None or name.powers):
            return False
        parts.append((place, place + 1 if name is None else name.end))
        place = parts[-1][1]
    gaps = [r.source[r.tokens[a - 1].end : r.tokens[b].start] for (_, a), (b, _) in pairwise(parts)]
    return len(parts) > 1 and all(GAP.search(gap) for gap in gaps)


GAP = re.compile(r"\\[ ;:,]|\\q?quad|~")


def _absolute(r: Reader, opening: str, first: int) -> Term:
    """``|x|``: the absolute value of a number, the determinant of a square matrix."""
    saved = r.bars
    r.bars = saved + 1 if opening == "|" else 0
    inner = r.expression()
    r.expect("|" if opening == "|" else r"\rvert", "to close the bar")
    r.bars = saved
    if r.scope.open and any(s.name == "I" and s.sort.opaque for s in free_symbols(inner)):
        return call("det", inner)
    counted = size(r, inner, first)
    if counted is not None:
        return counted
    if not is_array(inner):
        return call("abs", inner)
    shape = r.shape_of(inner, first)
    if same_size(shape[0], shape[1]):
        return call("det", inner)
    raise r.error("bars around a vector", first, r"write \|x\| for the norm, \operatorname{abs}(x) for the absolute values")


def _norm(r: Reader, opening: str, first: int) -> Term:
    saved = r.bars
    r.bars = saved + 1 if opening == r"\|" else 0
    inner = r.expression()
    r.expect(r"\|" if opening == r"\|" else r"\rVert", "to close the norm")
    r.bars = saved
    inner = opened(r, inner) if r.scope.open else inner
    kind, closed = "", r.position
    above = _above_first(r)
    if r.at("_"):
        r.take()
        a, b = group_range(r.tokens, r.position, r.close)
        kind = "".join(t.text for t in r.tokens[a:b])
        r.position = after_group(r.tokens, r.position, r.close)
    op = WHOLE_NORMS.get(kind)
    if op is None and r.scope.open and r.scope.alone:
        return _raised(r, open_operator(rf"\|\cdot\|_{{{kind}}}", inner), above, first)
    if op is not None:
        closed, r.position = r.position, closed
        array_wanted(r, inner, "a norm", first)
        r.position = closed
    shape = r.shape_of(inner, first)
    vector = not shape or any(same_size(s, ONE) for s in shape)
    if op is None or (kind in ("2", "1", r"\infty") and not vector) or (kind == "" and not vector):
        raise r.error("which norm of the matrix?" if op else f"the norm with subscript {kind} is not known", first,
                      r"write \|A\|_F for the Frobenius norm; \|x\|, \|x\|_1, \|x\|_2, \|x\|_\infty for vectors")
    return _raised(r, call(op, inner), above, first)


def _above_first(r: Reader) -> tuple[int, int] | None:
    r"""``\|x\|^2_2``: the exponent that stands before the subscript of the norm; it is passed over."""
    after = after_group(r.tokens, r.position + 1, r.close) if r.at("^") else r.limit
    if after >= r.limit or r.tokens[after].text != "_":
        return None
    above = group_range(r.tokens, r.position + 1, r.close)
    r.position = after
    return above


def _raised(r: Reader, norm: Term, above: tuple[int, int] | None, first: int) -> Term:
    return norm if above is None else superscript(r, norm, *above, first)


def _inner(r: Reader, first: int) -> Term:
    saved, r.bars = r.bars, 1
    left = r.expression()
    r.bars = saved
    if r.scope.open and (r.at(r"\rangle") or is_tuple(r)):
        while not r.at(r"\rangle"):
            r.take()
        r.take()
        return open_symbol(spelled(r.tokens[first : r.position]))
    if not r.skip(",", "|", r"\mid"):
        raise r.unexpected(r", was expected in \langle x, y \rangle")
    right = r.expression()
    r.expect(r"\rangle", "to close the inner product")
    if r.scope.open and (is_value(left) or is_value(right)):
        return open_symbol(spelled(r.tokens[first : r.position]))
    if r.scope.open:
        left, right = opened(r, left), opened(r, right)
    for side in (left, right):
        array_wanted(r, side, "an inner product", first)
    term = call("inner", left, right)
    r.shape_of(term, first)
    return term


def is_value(side: Term) -> bool:
    r"""``\langle \cos t, 1 \rangle``: a number, so that the brackets hold a list and no inner product."""
    return isinstance(side, Num) or (isinstance(side, Call) and FUNCTIONS[side.op].elementwise and side.op not in ARITHMETIC)


def _rounded(r: Reader, opening: str, first: int) -> Term:
    inner = r.expression()
    r.expect(r"\rfloor" if opening == r"\lfloor" else r"\rceil", "to close the bracket")
    return call("floor" if opening == r"\lfloor" else "ceil", inner)


# --- marks after a factor ---------------------------------------------------------------------


def marked(r: Reader, term: Term, first: int) -> Term:
    """Powers, subscripts, factorials and evaluation bars after an atom."""
    count, raised = 0, False
    while True:
        token = r.peek()
        count += 1
        if count > 12:
            raise r.error("too many marks after one factor", first, "add brackets")
        if token.text == "^" and token.kind == "symbol":
            if r.tokens[first].text == "[" and r.at("^", "_") and r.peek(-1).text == "]" and evaluation_follows(r):
                return at_bar(r, term, first)
            if raised:
                raise r.error("two superscripts on one factor", first, "use braces or brackets")
            raised = True
            r.take()
            a, b = group_range(r.tokens, r.position, r.close)
            after = after_group(r.tokens, r.position, r.close)
            term = superscript(r, term, a, b, first)
            r.position = after
        elif token.text == "_" and token.kind == "symbol":
            if r.tokens[first].text == "[" and r.peek(-1).text == "]":
                return at_bar(r, term, first)
            if r.tokens[first].text == r"\{":
                raise r.error("braces with a subscript: a sequence, or a product?", first, "name the sequence by its members")
            term = _subscripted(r, term, first)
        elif token.text == "!" and token.kind == "symbol":
            if isinstance(term, Call) and term.op == "pow" and r.tokens[r.position - 1].text not in (")", "]"):
                raise r.error("a factorial of the power, or of the exponent?", first, "add brackets")
            r.take()
            if r.at("!"):
                raise r.error("a double factorial", first, "write it as a product")
            term = call("factorial", term)
        elif token.text == "'":
            term = after_bracket(r, term, first)
        elif token.text == "|" and r.peek(1).text in ("_", "^") and not r.bars and not r.awaited:
            r.take()
            term = at_bar(r, term, first)
            beside_bar(r, term, first)
        else:
            return term


def _subscripted(r: Reader, term: Term, first: int) -> Term:
    from symbolic.latex.names.entries import index_term

    if r.scope.open and not is_array(term):
        r.take()
        a, b = group_range(r.tokens, r.position, r.close)
        r.position = after_group(r.tokens, r.position, r.close)
        return open_operator(rf"\cdot_{{{spelled(r.tokens[a:b])}}}", term)
    if not is_array(term):
        raise r.error("a subscript on something that is not a vector or matrix", first, "declare the name as an array")
    written = isinstance(term, Matrix)
    r.take()
    a, b = group_range(r.tokens, r.position, r.close)
    after = after_group(r.tokens, r.position, r.close)
    items = subscript_items(r.tokens, a, b)
    digits = r.tokens[a].text if b == a + 1 and r.tokens[a].kind == "number" and not is_vector(r.shape_of(term, first)) else ""
    if len(digits) == 2 and digits.isdigit():
        indices: tuple[Term, ...] = tuple(Num(Fraction(k)) for k in digits)
    else:
        indices = tuple(index_term(r, c, d) for c, d in items)
    r.position = after
    if written and len(indices) == 1 and not isinstance(indices[0], Num):
        raise r.error("a subscript on a column that is written out: an entry, or a time?", first, "give the column a name")
    out = Elem(term, indices)
    r.shape_of(out, first)
    return out
