"""The files of a run: its directory, its task, its network."""
