"""Provers and refuters of one step, each in a room of its own.

Every prover is a function from a step to a verdict or None (it abstains), entered in the table of :mod:`symbolic.checking`.  They speak
of terms by what stands here: ``domains`` (where a term is defined and smooth), ``calculus`` (rules of differentiation), ``facts`` (what is
assumed, and what follows), ``conditions`` (shortened ones), ``equality`` (sides with their domains, compared by normal form),
``unfolding`` (definitions put in).

=============== =========================================================================================
``forms``       the normal form, signs of polynomials, sums over symbolic ranges
``balls``       rigorous values at points: the refuter, and the screen of every positive verdict
``equations``   equations by cases, by parts, by the range of an angle, under declared equations
``summation``   equations with sums and products over ranges: induction, certificates, split ranges
``derivatives`` derivatives of any order, of what depends on other names, of what is no formula
``limits``      limits, integrals, infinite series, orders of growth
``orders``      inequalities, statements (⇔ ⇒ ⇐), largest and smallest values, approximations
``matrices``    arrays, by words in matrices or by their entries
``probability`` expectations, variances, entropies, small probability spaces
``diagnosis``   what is said of a false step: the condition that saves it, the edit that mends it
=============== =========================================================================================
"""
