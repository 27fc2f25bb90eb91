"""The conditions under which a step may hold, in the order in which they are tried; the list is closed.

Every group yields conjunctions of conditions on what occurs in the step.  Nothing is claimed of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symbolic.proving.diagnosis import Conditions
from symbolic.proving.diagnosis.claim_conditions import factored_claim, solved_claim, step_sizes
from symbolic.proving.diagnosis.index_conditions import indices
from symbolic.proving.diagnosis.label_conditions import probabilities, shares
from symbolic.proving.diagnosis.matrix_conditions import commuting, matrix_properties, vectors_apart_from_zero
from symbolic.proving.diagnosis.number_conditions import from_some_number_on
from symbolic.proving.diagnosis.range_conditions import intervals, inverse_ranges, kinks_inside, sums_of_arcs
from symbolic.proving.diagnosis.residue_conditions import integer_part, residues
from symbolic.proving.diagnosis.sign_conditions import (
    all_of_one_sign,
    as_large_as_zero,
    both_signs,
    every_member,
    names_of_one_sign,
    one_name,
    ordered_names,
    tested_quantities,
    two_in_every_member,
    two_names,
    two_quantities,
)
from symbolic.steps import Step

Group = Callable[[Step], Iterator[Conditions]]
INEQUALITIES: tuple[Group, ...] = (
    solved_claim, step_sizes, residues, integer_part, inverse_ranges, sums_of_arcs, one_name, two_names, all_of_one_sign, as_large_as_zero,
    tested_quantities, intervals, kinks_inside, every_member, two_in_every_member, two_quantities, names_of_one_sign, factored_claim,
    both_signs, ordered_names,
)
GROUPS: tuple[Group, ...] = (
    *INEQUALITIES, indices, from_some_number_on, shares, probabilities, vectors_apart_from_zero, matrix_properties, commuting,
)
"""The list, in order."""
