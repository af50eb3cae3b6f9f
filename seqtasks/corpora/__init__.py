"""Readers of files: where text comes from, with file and line in every error."""
