"""Exports: SavedModels that answer raw strings without seqtasks."""
