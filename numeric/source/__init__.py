"""NumPy source of terms: emitted expression by expression, in forms that neither overflow nor cancel."""
