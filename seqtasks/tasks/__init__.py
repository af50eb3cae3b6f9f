"""Tasks: a network together with its text side."""
