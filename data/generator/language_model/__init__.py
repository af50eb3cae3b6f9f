"""The language-model corpus: short stories, and pairs of sentences of which one is wrong."""
