"""Trivial predictors: what any model must beat. They learn from counts, in NumPy."""
