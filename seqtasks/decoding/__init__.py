"""Greedy and beam search over any network with `start` and `step`."""
