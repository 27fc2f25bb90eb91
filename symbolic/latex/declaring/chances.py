r"""Random variables: ``X : \Omega \to \mathbb{R}``, ``X \sim \mathcal{N}(\mu, \sigma^2)``, ``X \perp Y``, and families of them.

``X_1, \dots, X_n : \Omega \to \mathbb{R}`` declares a family, ``X_1 \perp \dots \perp X_n`` that its members are independent of each
other, ``X_1 \sim \dots \sim X_n`` that they have one distribution.  A square as the variance of a normal law is that of a positive
standard deviation.
"""

from __future__ import annotations

from dataclasses import replace

from symbolic.distributions import Law, law_named
from symbolic.functions import gt
from symbolic.latex.build import agree
from symbolic.latex.declaring.families import declare_family, listed_names
from symbolic.latex.declaring.names import declare_sizes, declared_name, forget_block, has_index_letters, whole_name
from symbolic.latex.declaring.sets import declare_member, read_number_set
from symbolic.latex.names.usage import index_parts
from symbolic.latex.probability.chances import random_names
from symbolic.latex.reader import Reader
from symbolic.shapes import is_scalar
from symbolic.terms import INTEGER, ONE, REAL, TWO, ZERO, Call, Elem, Sort, Sym, Term, bind, call, free_symbols, substitute, sym, walk

WRITE = r"write X : \Omega \to \mathbb{R}, X \sim \mathcal{N}(\mu, \sigma^2), X \perp Y or X_1 \perp \dots \perp X_n"

LAWS_AS_WRITTEN = (r"write \mathcal{N}(\mu, \sigma^2), \operatorname{Bernoulli}(p), \operatorname{Bin}(n, p), "
                   r"\operatorname{Poisson}(\lambda), \operatorname{Uniform}(a, b) or \operatorname{Exp}(\lambda)")


def is_outcome_map(r: Reader, colon: int, b: int) -> bool:
    r"""``: \Omega \to``."""
    return colon + 2 < b and r.tokens[colon + 1].text == r"\Omega" and r.tokens[colon + 2].text == r"\to"


def declare_random(r: Reader, a: int, colon: int, b: int, pending: list[str]) -> list[str]:
    r"""``X, Y : \Omega \to \mathbb{R}``, ``X_1, \dots, X_n : \Omega \to \mathbb{R}``."""
    if r.tokens[colon + 3].text != r"\mathbb":
        r.position = b
        raise r.error("the values of a random variable cannot be read", a, WRITE)
    names = _declared(r, a, colon, pending, colon + 3, b)
    _say_random(r, names)
    return names


def _declared(r: Reader, a: int, end: int, pending: list[str], start: int, b: int) -> list[str]:
    """The names from ``a`` to ``end`` with the number set from ``start`` to ``b`` as their values."""
    if any(t.text == r"\dots" for t in r.tokens[a:end]):
        name, lo, hi = listed_names(r, a, end, pending)
        field, _, shape = read_number_set(r, start, b)
        for size in shape:
            declare_sizes(r, size)
        forget_block(r, name)
        r.scope = r.scope.declare(name, replace(field, shape=shape, index=((lo, hi),)))
        return [name]
    word, spelled = declared_name(r, a, end), whole_name(r, a, end)
    if not word:
        r.position = end
        raise r.error("the name of the random variable cannot be read", a, WRITE)
    if spelled is not None and has_index_letters(r, spelled) and not pending:
        return declare_family(r, spelled, start, b)
    for target in (*pending, word):
        forget_block(r, target)
        declare_member(r, target, start, b)
    return [*pending, word]


def _say_random(r: Reader, names: list[str]) -> None:
    r.scope = r.scope.with_facts(*(call("random", s) for n in names if (s := r.scope.symbol(n)) is not None))


# --- laws -----------------------------------------------------------------------------------------


def declare_law(r: Reader, a: int, b: int, pending: list[str]) -> list[str]:
    r"""``X \sim \mathcal{N}(\mu, \sigma^2)``, ``X_1 \sim \dots \sim X_n``."""
    places = [k for k in range(a, b) if r.tokens[k].text == r"\sim"]
    listed = _listed_family(r, a, places, b)
    if listed is not None and not pending:
        r.scope = r.scope.with_facts(call("identical", listed))
        return [listed.name]
    alike = _alike(r, a, places, b)
    if alike and not pending:
        r.scope = r.scope.with_facts(call("identical", *alike))
        return [s.name for s in alike]
    if len(places) != 1:
        r.position = b
        raise r.error("a distribution that cannot be read", a, WRITE)
    with r.within(places[0] + 1, b):
        law, parameters = read_law(r, places[0] + 1)
    parameters = _of_vector(r, a, places[0], parameters) if law.name == "normal" else parameters
    symbols = _named(r, a, places[0], pending, replace(REAL, shape=r.shape_of(parameters[0], a)) if parameters else REAL)
    letter = _counting(r, a, places[0], parameters)
    whole = Call(law.name, parameters)
    if letter is not None and len(symbols) == 1 and len(symbols[0].sort.index) == 1:
        member = call("distributed", Elem(symbols[0], (letter,)), whole)
        range_of_letter = symbols[0].sort.index[0] or ()
        for s in (s for p in parameters for s in free_symbols(p) if s is not letter and s.name not in r.scope.names):
            r.scope = r.scope.declare(s.name, s.sort)
        facts = (bind("forall", letter, f, _range_in(f, range_of_letter)) for f in law.parameters(*parameters) if letter in free_symbols(f))
        r.scope = r.scope.with_facts(bind("forall", letter, member, range_of_letter), *facts)
        return [symbols[0].name]
    r.scope = r.scope.with_facts(*(call("distributed", s, whole) for s in symbols))
    _declare_parameters(r, law, parameters)
    return [s.name for s in symbols]


def _range_in(fact: Term, ends: tuple[Term, ...]) -> tuple[Term, ...]:
    """The range of the members of which a fact tells something: all, if nothing else tells how many there are."""
    families = [t.base.sort.index for t in walk(fact) if isinstance(t, Elem) and isinstance(t.base, Sym)]
    return () if families and all(index == (None,) for index in families) else ends


def _alike(r: Reader, a: int, places: list[int], b: int) -> list[Sym]:
    r"""The declared random numbers of ``X \sim Y \sim Z``, which have one law."""
    known = {s.name: s for s in random_names(r.scope) if s.sort == REAL}
    names = [name.name if (name := whole_name(r, c, d)) is not None else "" for c, d in _between(a, places, b) if d > c]
    return [known[n] for n in names] if len(set(names)) == len(names) > 1 and known.keys() >= set(names) else []


def _counting(r: Reader, a: int, end: int, parameters: tuple[Term, ...]) -> Sym | None:
    r"""i of ``X_i \sim \mathcal{N}(\theta_i, 1)``, the law of which is that of one member."""
    spelled = whole_name(r, a, end)
    if spelled is None or not has_index_letters(r, spelled):
        return None
    letters = {r.tokens[k].text for first, last in index_parts(r.tokens, spelled)[1] for k in range(first, last)}
    found = {s for p in parameters for s in free_symbols(p) if s.name in letters}
    return next(iter(found)) if len(found) == len(letters) == 1 else None


def _of_vector(r: Reader, a: int, end: int, parameters: tuple[Term, ...]) -> tuple[Term, ...]:
    """The mean and the covariance of a normal vector: 0 is a vector, and I is as large as the vector that is declared."""
    mean, spread = parameters
    spelled = whole_name(r, a, end)
    known = r.scope.symbol(spelled.name) if spelled is not None else None
    vector = known is not None and len(known.sort.shape) == 2
    rows = known.sort.shape[0] if known is not None and vector else next(iter(r.shape_of(mean, a)), None)
    if rows is not None:
        mean, spread = (sym(t.name, Sort(shape=(rows, n))) if isinstance(t, Sym) and t.sort == REAL and t.name not in r.scope.names else t
                        for t, n in ((mean, ONE), (spread, rows)))
    sizes = r.shape_of(spread, a)
    if not sizes:
        return parameters
    rows = known.sort.shape[0] if known is not None and vector else sizes[0]
    _, spread = agree([call("zeros", rows, rows), spread])
    none = mean is ZERO or (isinstance(mean, Call) and mean.op == "zeros")
    return call("zeros", rows, ONE) if none else mean, spread


def _named(r: Reader, a: int, end: int, pending: list[str], values: Sort) -> list[Sym]:
    """The names before ``\\sim``; random variables with these values, if they are not declared."""
    known = random_names(r.scope)
    if any(t.text == r"\dots" for t in r.tokens[a:end]):
        name, lo, hi = listed_names(r, a, end, pending)
        targets = {name: replace(values, index=((lo, hi),))}
    else:
        spelled = whole_name(r, a, end)
        family = spelled is not None and has_index_letters(r, spelled) and r.scope.symbol(spelled.name) is not None
        last = spelled.name if family and spelled is not None else declared_name(r, a, end)
        targets = dict.fromkeys((*pending, last), values)
    out = []
    for target, sort in targets.items():
        symbol = r.scope.symbol(target)
        anew = symbol is not None and symbol.sort == INTEGER and sort == REAL and r.scope.definition(target) is None
        if not target or (symbol is not None and symbol not in known and symbol.sort != sort and not anew):
            r.position = end
            raise r.error("the law of what is no random variable", a, WRITE)
        if symbol is None or symbol not in known:
            forget_block(r, target)
            r.scope = r.scope.declare(target, sort)
            _say_random(r, [target])
            symbol = sym(target, sort)
        out.append(symbol)
    return out


def read_law(r: Reader, first: int) -> tuple[Law, tuple[Term, ...]]:
    name = r.name_at(r.position)
    plain = name.name[name.name.find("{") + 1 :].rstrip("}") if name is not None else ""
    parameters: list[Term] = []
    if name is not None:
        r.position = name.end
        if r.skip("("):
            parameters = [r.expression()]
            while r.skip(","):
                parameters.append(r.expression())
            r.expect(")", "after the parameters")
    law = law_named(plain, len(parameters))
    if law is None or name is None or name.end - name.head_end or r.position != r.limit:
        raise r.error("a distribution that is not known", first, LAWS_AS_WRITTEN)
    spread = parameters[-1] if law.name == "normal" else None
    if isinstance(spread, Sym) and spread.name.startswith(r"\sigma") and "^" not in spread.name:
        raise r.error("the variance or the standard deviation?", first, r"write \mathcal{N}(\mu, \sigma^2) with the variance")
    return law, tuple(parameters)


def _declare_parameters(r: Reader, law: Law, parameters: tuple[Term, ...]) -> None:
    whole = {s: sym(s.name, INTEGER) for s in parameters[:1] if law.name == "binomial" and isinstance(s, Sym)
             and s.sort == REAL and s.name not in r.scope.names}
    if whole:
        r.scope = replace(r.scope, facts=tuple(substitute(f, dict(whole)) for f in r.scope.facts))
        parameters = tuple(substitute(p, dict(whole)) for p in parameters)
    for s in (s for p in parameters for s in free_symbols(p)):
        if s.name not in r.scope.names:
            r.scope = r.scope.declare(s.name, s.sort)
    facts = law.parameters(*parameters) if all(map(is_scalar, parameters)) else ()
    for fact in facts:
        match fact:
            case Call("gt", (Call("pow", (Sym() as deviation, exponent)), _)) if exponent is TWO:
                r.scope = r.scope.with_facts(gt(deviation))
            case _ if free_symbols(fact):
                r.scope = r.scope.with_facts(fact)


# --- independence ---------------------------------------------------------------------------------


def declare_independent(r: Reader, a: int, b: int) -> list[str]:
    r"""``X \perp Y``, ``X_1 \perp \dots \perp X_n``."""
    places = [k for k in range(a, b) if r.tokens[k].text == r"\perp"]
    listed = _listed_family(r, a, places, b)
    if listed is not None:
        r.scope = r.scope.with_facts(call("independent", listed))
        return [listed.name]
    known = {s.name: s for s in random_names(r.scope)}
    names = [declared_name(r, c, d) for c, d in _between(a, places, b) if d > c]
    if len(set(names)) < max(2, len(names)) or any(n not in known for n in names):
        r.position = b
        raise r.error("the independence of what is no declared random variable", a, WRITE)
    r.scope = r.scope.with_facts(call("independent", *(known[n] for n in names)))
    return names


def _between(a: int, places: list[int], b: int) -> list[tuple[int, int]]:
    return list(zip([a, *(k + 1 for k in places)], [*places, b], strict=True))


def _listed_family(r: Reader, a: int, places: list[int], b: int) -> Sym | None:
    r"""The declared family X of ``X_1 \perp \dots \perp X_n``, if it is listed from its first member to its last."""
    parts = [r.tokens[c:d] for c, d in _between(a, places, b) if d > c]
    dots = [k for k, part in enumerate(parts) if len(part) == 1 and part[0].text == r"\dots"]
    first, last = r.name_at(a), r.name_at(places[-1] + 1) if places else None
    if len(dots) != 1 or dots[0] not in (1, 2) or dots[0] != len(parts) - 2 or first is None or last is None or first.name != last.name:
        return None
    family = r.scope.symbol(first.name)
    return family if family in random_names(r.scope) and family is not None and family.sort.index else None
