"""The tagging corpus: English sentences in CoNLL-U whose words need their context to be tagged."""
