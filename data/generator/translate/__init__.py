"""The German-English parallel corpus: one meaning, realised by a grammar of each language."""
