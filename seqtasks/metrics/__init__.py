"""Metrics, with the names of `results.json`."""
