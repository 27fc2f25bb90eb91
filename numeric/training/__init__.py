"""Training steps: planned from proved formulas, generated, kept and run, with what their settings and examples may be."""
