r"""Words of mathematics that lack their backslash: ``argmax_x f(x)``, ``max_i x_i``, ``log\prod_i p_i``, ``s.t. x \ge 0``.

Letters that stand glued together are one of these words only before what such a word takes, and never with another letter glued before
them; all others are left as they are, letters of a product or of a name that is asked about.
"""

from __future__ import annotations

from symbolic.latex.source.tokens import Token

EXTREMA = frozenset({"argmax", "argmin", "max", "min"})
FUNCTIONS = frozenset({"log", "ln", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh"})
LONGEST = max(map(len, EXTREMA | FUNCTIONS))
LARGE = frozenset({r"\prod", r"\sum", r"\int", r"\{"})
"""What nobody multiplies letters of these words with."""
APART = frozenset({"&", ",", ";", r"\quad", r"\qquad", r"\\"})


def with_spelled_words(tokens: list[Token]) -> list[Token]:
    """The tokens with such words as commands."""
    out: list[Token] = []
    place = 0
    while place < len(tokens):
        made = _word(tokens, place) or _constraint(tokens, place)
        out.append(made[0] if made is not None else tokens[place])
        place += made[1] if made is not None else 1
    return out


def spelled_extremum(tokens: list[Token]) -> Token | None:
    r"""The word that all of the tokens spell: ``max``, ``arg max``, as they stand above a variable."""
    word = "".join(t.text for t in tokens) if all(t.kind == "letter" for t in tokens) else ""
    return _command(word, tokens) if word in EXTREMA or word in ("sup", "inf") else None


def _word(tokens: list[Token], place: int) -> tuple[Token, int] | None:
    first = tokens[place]
    if first.kind != "letter" or (place and first.glued and tokens[place - 1].kind == "letter"):
        return None
    end = place + 1
    while end < len(tokens) and end - place <= LONGEST and tokens[end].kind == "letter" and tokens[end].glued:
        end += 1
    letters, after = tokens[place:end], tokens[end].text if end < len(tokens) else ""
    word = "".join(t.text for t in letters)
    taken = (word in EXTREMA and after == "_" and (word.startswith("arg") or _has_operand(tokens, end + 1))) \
        or (word in FUNCTIONS and (after == "(" or after in LARGE)) or (word in ("max", "min") and after in ("(", r"\{"))
    return (_command(word, letters), end - place) if taken else None


def _has_operand(tokens: list[Token], place: int) -> bool:
    """Whether something to be taken the extreme value of stands after the subscript at a place."""
    depth = 0
    for end in range(place, len(tokens)):
        depth += (tokens[end].text == "{") - (tokens[end].text == "}")
        if depth == 0:
            after = tokens[end + 1] if end + 1 < len(tokens) else None
            return after is not None and (after.kind in ("letter", "text") or after.text in ("(", "[", "|", r"\{")
                                          or (after.kind == "command" and after.text not in APART | {r"\le", r"\ge", r"\cdot", r"\}"}))
    return False


def _command(word: str, letters: list[Token]) -> Token:
    start, end, glued = letters[0].start, letters[-1].end, letters[0].glued
    if word.startswith("arg"):
        return Token("text", r"\operatorname", start, end, word, glued)
    return Token("command", f"\\{word}", start, end, "", glued)


def _constraint(tokens: list[Token], place: int) -> tuple[Token, int] | None:
    r"""``s.t.``, ``s.t`` at the beginning of a row or of what is set apart."""
    texts = [t.text for t in tokens[place : place + 4]]
    if texts[:3] != ["s", ".", "t"] or not (tokens[place + 1].glued and tokens[place + 2].glued):
        return None
    if place and tokens[place - 1].text not in APART:
        return None
    count = 4 if texts[3:] == ["."] else 3
    after = tokens[place + count] if place + count < len(tokens) else None
    if after is not None and after.glued and after.kind == "letter":
        return None
    return Token("text", r"\text", tokens[place].start, tokens[place + count - 1].end, " s.t. ", False), count
