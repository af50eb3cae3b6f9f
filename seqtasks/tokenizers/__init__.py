"""Tokenizers: text to token ids and back, in TensorFlow ops."""
