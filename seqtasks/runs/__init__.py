"""From a recipe to a finished run, and runs side by side."""
