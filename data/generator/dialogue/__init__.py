"""The corpus of dialogues: short everyday scenes, and questions about what was said before."""
