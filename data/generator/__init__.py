"""Generators of the small corpora in `data/`, all written by this project (CC0)."""
