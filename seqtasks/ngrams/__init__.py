"""Count-based language models: n-grams of token ids, in NumPy."""
