"""Pipelines from text to padded batches of token ids."""
