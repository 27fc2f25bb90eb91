r"""Brackets of every kind, and the marks that may follow a factor: powers, transposes, subscripts, ``!``, evaluation bars."""

from __future__ import annotations

import re
from fractions import Fraction

from symbolic.functions import FUNCTIONS
from symbolic.latex.braces import loose
from symbolic.latex.build import is_array
from symbolic.latex.conditions import condition
from symbolic.latex.environments import cases_in_brace
from symbolic.latex.errors import ReadingError
from symbolic.latex.evaluations import at_bar, barred, beside_bar, evaluation_follows
from symbolic.latex.names import TRANSPOSES, after_group, group_range, is_capital, subscript_items
from symbolic.latex.opennames import (
    STARRED,
    inside_brackets,
    is_open_column,
    literal,
    open_names,
    open_operator,
    open_symbol,
    opened,
    starred,
)
from symbolic.latex.primes import after_bracket
from symbolic.latex.reader import Reader
from symbolic.latex.scoping import undeclared
from symbolic.latex.setnames import size
from symbolic.latex.survey import spelled
from symbolic.latex.wordruns import alone_in
from symbolic.shapes import is_vector
from symbolic.sizes import same_size
from symbolic.terms import ONE, Call, Elem, Matrix, Num, Sym, Term, call, free_symbols, neg, num, power

BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}
SMALL = re.compile(r"[a-z]|\\[a-z]")
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
    if closing == "]" and (_columns_with_dots(r) or _columns_with_gaps(r)):
        raise r.error("columns side by side, or a product?", first, r"write a matrix with &, or \prod for the product")
    saved, r.bars = r.bars, 0
    entries = [condition(r) if r.scope.open else r.expression()]
    while closing == ")" and r.skip(","):
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
    return entries[0] if len(entries) == 1 else Matrix(tuple((e,) for e in entries))


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
    array_wanted(r, inner, "a norm", first)
    kind = ""
    if r.at("_"):
        r.take()
        a, b = group_range(r.tokens, r.position, r.close)
        kind = "".join(t.text for t in r.tokens[a:b])
        r.position = after_group(r.tokens, r.position, r.close)
    op = WHOLE_NORMS.get(kind)
    shape = r.shape_of(inner, first)
    vector = not shape or any(same_size(s, ONE) for s in shape)
    if op is None or (kind in ("2", "1", r"\infty") and not vector) or (kind == "" and not vector):
        raise r.error("which norm of the matrix?" if op else f"the norm with subscript {kind} is not known", first,
                      r"write \|A\|_F for the Frobenius norm; \|x\|, \|x\|_1, \|x\|_2, \|x\|_\infty for vectors")
    return call(op, inner)


def _inner(r: Reader, first: int) -> Term:
    saved, r.bars = r.bars, 1
    left = r.expression()
    r.bars = saved
    if r.scope.open and (r.at(r"\rangle") or _is_tuple(r)):
        while not r.at(r"\rangle"):
            r.take()
        r.take()
        return open_symbol(spelled(r.tokens[first : r.position]))
    if not r.skip(",", "|", r"\mid"):
        raise r.unexpected(r", was expected in \langle x, y \rangle")
    right = r.expression()
    r.expect(r"\rangle", "to close the inner product")
    if r.scope.open and (_is_value(left) or _is_value(right)):
        return open_symbol(spelled(r.tokens[first : r.position]))
    if r.scope.open:
        left, right = opened(r, left), opened(r, right)
    for side in (left, right):
        array_wanted(r, side, "an inner product", first)
    term = call("inner", left, right)
    r.shape_of(term, first)
    return term


def _is_tuple(r: Reader) -> bool:
    r"""Whether more than one comma stands before ``\rangle``: ``\langle 1, 2, 3 \rangle``, ``\langle s, a, r, s' \rangle``."""
    end = next((k for k in range(r.position, r.limit) if r.tokens[k].text == r"\rangle"), None)
    depth, commas = 0, 0
    for token in r.tokens[r.position : end] if end is not None else ():
        depth += (token.text in ("(", "[", "{", r"\{", r"\langle")) - (token.text in (")", "]", "}", r"\}"))
        commas += depth == 0 and token.text == ","
    return commas > 1


def _is_value(side: Term) -> bool:
    r"""``\langle \cos t, 1 \rangle``: a number, so that the brackets hold a list and no inner product."""
    return isinstance(side, Num) or (isinstance(side, Call) and FUNCTIONS[side.op].elementwise and side.op not in SIGNS)


SIGNS = frozenset({"add", "mul", "neg", "div"})


def _rounded(r: Reader, opening: str, first: int) -> Term:
    inner = r.expression()
    r.expect(r"\rfloor" if opening == r"\lfloor" else r"\rceil", "to close the bracket")
    return call("floor" if opening == r"\lfloor" else "ceil", inner)


def array_wanted(r: Reader, term: Term, what: str, first: int) -> None:
    """Refuse an operation of arrays on names that only default to numbers."""
    if is_array(term) or open_names(term):
        return
    for s in sorted(free_symbols(term), key=lambda t: t.name):
        if undeclared(r, s) and s.sort.field == "real":
            shown = s.name.replace(r"\cdot", "i")
            square = what.startswith(("a det", "a trace"))
            size = r"n \times n" if square else r"m \times n" if is_capital(s.name) else "n"
            raise r.error(f"{what} of {shown}, whose size is not declared", first,
                            rf"declare it: <!-- derivations: let {shown} \in \mathbb{{R}}^{{{size}}} -->")


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
            term = _subscripted(r, term, first)
        elif token.text == "!" and token.kind == "symbol":
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


def superscript(r: Reader, base: Term, a: int, b: int, first: int) -> Term:
    """``base^{tokens a to b}``: a transpose, an inverse or a power."""
    words = [t.arg.strip() if t.kind == "text" else t.text for t in r.tokens[a:b]]
    if not words:
        raise r.error("an empty superscript", first, "remove the ^ or write the exponent")
    counted = "T" in r.usage.sizes and not r.scope.open
    if words == ["T"] and counted and is_array(base):
        raise r.error("^T may be a transpose or the power T, which counts something here", first, r"write \top for the transpose")
    transposed = words[-1] in TRANSPOSES and (words[-1] == r"\top" or (r.symbol("T") is None and not counted)) \
        and r.tokens[b - 1].text != r"\mathcal"
    if transposed and (len(words) == 1 or words[:-1] in (["-"], ["-", "1"])):
        base = opened(r, base) if r.scope.open else base
        if len(words) == 1 and isinstance(base, Matrix) and _is_list(r, first):
            return base
        array_wanted(r, base, "a transpose", first)
        if words == ["T"] and isinstance(base, Call) and not r.scope.open and free_symbols(base) and r.shape_of(base, first) == ():
            raise r.error("a transpose of a number, or the power T?", first, r"declare T, or write \top for a transpose")
        return call("transpose", base if len(words) == 1 else call("inverse", base))
    if words == ["t"] and is_array(base) and not r.scope.open and _only_above(r, "t"):
        raise r.error("^t: a power, or the transpose?", first, r"declare t for a power, or write \top for the transpose")
    ion = words in (["+"], ["-"]) and r.tokens[first - 1].text == "["
    if r.scope.open and len(words) == 1 and words[0] in STARRED and isinstance(base, Sym | Elem) and not ion:
        return starred(base, words[0])
    if words in (["*"], [r"\ast"], [r"\star"], [r"\dagger"], ["+"], ["-"], [r"\circ"], ["H"], [r"\prime"], [r"\perp"], ["c"], ["C"]) and (
            words not in (["c"], ["C"], ["H"]) or is_array(base) or _is_complement(r, base, words)):
        if r.scope.open and isinstance(base, Sym | Elem) and words in (["c"], ["H"]):
            return starred(base, words[0])
        if words == [r"\circ"] and isinstance(base, Num):
            raise r.error("an angle in degrees is not read", first, r"write \frac{\pi}{180} for each degree")
        raise r.error(f"^{words[0]} has several meanings", first, r"write the name with \text{…} in its subscript, or \top, or an exponent")
    if words[0] in ("(", "[") and words[-1] in (")", "]") and not any(w in "+-*/^" for w in words) and len(words) <= 4:
        raise r.error("a superscript in brackets after a bracketed formula", first, "write the exponent without brackets")
    if isinstance(base, Sym | Elem) and _of_vector(r, base, a, b, first):
        if r.scope.open:
            return starred(base, spelled(r.tokens[a:b]))
        raise r.error(f"^{spelled(r.tokens[a:b])} on a vector: an index, as it has no powers?", first,
                      r"write the index in brackets: ^{(t)}")
    if r.scope.open and isinstance(base, Sym | Elem) and "," in words:
        return starred(base, spelled(r.tokens[a:b]))
    if r.scope.open and isinstance(base, Sym | Elem) and (words in (["0"], ["1"]) or _labelled(r, base, a, b) or is_layer(r, words)
                                                            or _is_projection(r, base, words)):
        return starred(base, spelled(r.tokens[a:b]))
    if isinstance(base, Sym | Elem) and _is_projection(r, base, words):
        raise r.error(f"^{words[0]} is a power, or the name of a projection", first,
                      f"declare {words[0]} for a power, or write the name as a subscript: _{{{words[0]}}}")
    if is_layer(r, words) and isinstance(base, Sym | Elem):
        raise r.error(f"^{words[0]} is a power, or the number of a layer", first,
                      f"declare {words[0]} for a power, or write the layer in brackets: ^{{({words[0]})}}")
    if words == ["1"] and r.tokens[first].kind in ("letter", "command"):
        raise r.error("^1 is an index, or a power that says nothing", first, r"write the index as a subscript, or ^{(1)}")
    label = _label(r, a, b) or _word_above(r, base, a, b)
    if label or (b == a + 1 and r.tokens[a].kind == "text" and len(words[0]) > 1 and r.symbol(rf"\text{{{words[0]}}}") is None):
        word = label or words[0]
        raise r.error(f"the word {word} as a superscript", first, rf"write it as a subscript: _{{\text{{{word}}}}}")
    with r.within(a, b):
        saved, r.in_index = r.in_index, False
        exponent = r.expression()
        r.in_index = saved
    if exponent is neg(ONE) and is_array(base):
        term: Term = call("inverse", base)
    elif is_array(base) and (whole := _negative_whole(exponent)) is not None:
        term = power(call("inverse", base), whole)
    elif _is_entrywise(r, base, exponent, first):
        term = call("hadamard", *[base] * (2 if exponent is num(2) else 3))
    else:
        if is_array(base) and isinstance(exponent, Call) and exponent.op in ("div", "neg"):
            raise r.error("a power of a matrix that is no whole number", first, "give that matrix a name, and declare what it satisfies")
        term = power(base, exponent)
    r.shape_of(term, first)
    return term


def _only_above(r: Reader, letter: str) -> bool:
    """Whether a letter that nothing declares stands in a row as a superscript of its own alone."""
    places = [k for k, t in enumerate(r.tokens) if t.text == letter]
    above = all(r.tokens[k - 1].text == "^" or (r.tokens[k - 1].text == "{" and r.tokens[k - 2].text == "^" and r.tokens[k + 1].text == "}")
                for k in places)
    counted = letter in r.usage.indices | r.usage.sizes | r.usage.bound
    return above and not counted and r.symbol(letter) is None


OF_EVENTS = frozenset({r"\cap", r"\cup", r"\setminus", r"\mid", "P"})


def _is_complement(r: Reader, base: Term, words: list[str]) -> bool:
    r"""``P(A^c)``, ``A \cap B^c``: c above a capital in a row about events; H above a capital; where they are no numbers."""
    capital = isinstance(base, Sym) and len(base.name) == 1 and base.name.isupper() and r.symbol(base.name) is None
    places = [k for k, t in enumerate(r.tokens) if t.text == words[0]]
    alone = any("^" not in [t.text for t in r.tokens[max(k - 2, 0) : k]][-2:] for k in places)
    if not capital or alone or words not in (["c"], ["H"]):
        return False
    return words == ["H"] or any(t.text in OF_EVENTS or t.arg == "Pr" for t in r.tokens)


LABELS = frozenset({"old", "new", "opt", "post", "prior", "train", "test", "pred", "true", "obs", "ref", "init", "out", "ridge", "lasso",
                    "MLE", "MAP", "OLS", "LS"})  # fmt: skip
"""Words that are written above a name without a command for text."""


def _label(r: Reader, a: int, b: int) -> str:
    """``old`` of ``\\theta^{old}``."""
    glued = all(t.kind == "letter" and (k == a or t.glued) for k, t in enumerate(r.tokens[a:b], a))
    word = "".join(t.text for t in r.tokens[a:b]) if glued else ""
    return word if word in LABELS and not all(r.symbol(t.text) for t in r.tokens[a:b]) else ""


def _word_above(r: Reader, base: Term, a: int, b: int) -> str:
    """``cat`` of ``w^{cat}``, ``VF`` of ``L^{VF}``: three or more letters or two capitals, glued together above a name, none of which
    is known; a product has spaces in it."""
    glued = all(t.kind == "letter" and (k == a or t.glued) and r.symbol(t.text) is None for k, t in enumerate(r.tokens[a:b], a))
    word = "".join(t.text for t in r.tokens[a:b]) if glued and isinstance(base, Sym | Elem) else ""
    return word if len(word) > 2 or (len(word) == 2 and word.isupper() and not alone_in(r, word)) else ""


def _labelled(r: Reader, base: Term, a: int, b: int) -> bool:
    """``\\theta^{I1}``: letters with a numeral glued to them are no product; ``\\theta^{\\text{new}}``: a word is no power."""
    if b == a + 1 and r.tokens[a].kind == "text":
        return len(r.tokens[a].arg.strip()) > 1
    if _label(r, a, b) or _word_above(r, base, a, b):
        return True
    return b > a + 1 and r.tokens[a].kind == "letter" and r.tokens[b - 1].kind == "number" and all(
        t.glued and t.kind in ("letter", "number") for t in r.tokens[a + 1 : b])


def is_layer(r: Reader, words: list[str]) -> bool:
    """``a^{l-1}``: the letter l, undeclared and bound by nothing, alone or beside a whole number."""
    letter, *rest = words
    alone = not rest or (len(rest) == 2 and rest[0] in "+-" and rest[1].isdigit())
    return letter in ("l", "L", r"\ell") and alone and r.symbol(letter) is None and letter not in r.bound


def _is_projection(r: Reader, base: Sym | Elem, words: list[str]) -> bool:
    """``W^Q``, ``W_i^K``: the weights for queries, keys, values and the output."""
    root = base.base if isinstance(base, Elem) else base
    return len(words) == 1 and words[0] in ("Q", "K", "V", "O") and isinstance(root, Sym) and r.symbol(words[0]) is None and (
        root.name.partition("_")[0] in ("W", r"\mathbf{W}", r"\boldsymbol{W}"))


def _of_vector(r: Reader, base: Term, a: int, b: int, first: int) -> bool:
    """``\\beta^{t+1}`` of a vector, which has no powers."""
    first_member = [t.text for t in r.tokens[a:b]] == ["0"]
    letters = r.tokens[a].kind == "letter" and all(t.kind in ("letter", "number") or t.text in ("+", "-") for t in r.tokens[a:b])
    column = is_open_column(base) or _is_no_number(r, base) or (is_array(base) and is_vector(r.shape_of(base, first)))
    return (letters or first_member) and column


def _is_no_number(r: Reader, base: Term) -> bool:
    """Whether words say that a small letter is a sequence, a set or the like."""
    opaque = r.scope.open and isinstance(base, Sym) and base.sort.opaque
    return isinstance(base, Sym) and opaque and base.name in r.scope.blocked and SMALL.match(base.name) is not None


def _is_list(r: Reader, first: int) -> bool:
    r"""``(x, y)`` of ``(x, y)^\\top``, which everybody writes for a column."""
    depth = 0
    for token in r.tokens[first : r.limit]:
        if token.kind == "text":
            continue
        depth += (token.text in ("(", "[", "{", r"\{")) - (token.text in (")", "]", "}", r"\}"))
        if depth == 1 and token.text == ",":
            return True
        if depth == 0:
            break
    return False


def _is_entrywise(r: Reader, base: Term, exponent: Term, first: int) -> bool:
    r"""``h^2`` of a vector beside a Hadamard product: a vector has no other power, and ``1 - h^2`` is one of the factors."""
    return (exponent in (num(2), num(3)) and any(t.text == r"\odot" for t in r.tokens) and is_array(base)
            and is_vector(r.shape_of(base, first)))


def _negative_whole(exponent: Term) -> Num | None:
    """k of the exponent −k, for a whole number k > 1."""
    match exponent:
        case Call("neg", (Num(k) as whole,)) if k.denominator == 1 and k > 1:
            return whole
    return None


def _subscripted(r: Reader, term: Term, first: int) -> Term:
    from symbolic.latex.variables import index_term

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
