"""Types that nothing says and that the shapes of a formula force; every step that rests on one says so."""
