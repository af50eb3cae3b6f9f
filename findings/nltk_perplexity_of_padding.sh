#!/usr/bin/env bash
# NLTK's perplexity falls with the order of the model even where a longer context cannot help.
#
# Versions:  NLTK 3.10.4, kenlm 0.3.0 (Python 3.11).
# Behaviour: NLTK's own pipeline pads each sentence of an order-n model with n - 1 `</s>`, and
#            `perplexity` averages over all of them. Every `</s>` after the first is certain, so
#            each adds a token of zero bits. Four one-word sentences, equally likely, have
#            perplexity 2 (one word of four, one certain end); NLTK says 2 at order 2 and 1.32 at
#            order 5.
# Expected:  One end a sentence, as KenLM counts and as papers report: 2 at every order.
# Matters:   The figure invites the conclusion that order 5 is better, and cannot be set beside one
#            from KenLM, SRILM or a neural model. The shorter the sentences, the larger the gift.
# Project:   A line has one `<eos>`, whatever the order: tests/ngrams/test_arpa.py compares its
#            scores with KenLM's (test_kenlm_reads_our_files).
#
# Output seen:
#   NLTK, order 2   2.000
#   NLTK, order 3   1.587
#   NLTK, order 4   1.414
#   NLTK, order 5   1.320
#   KenLM           2.000
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    nltk==3.10.4 kenlm==0.3.0

"$folder/venv/bin/python" - "$folder/model.arpa" <<'PYTHON'
import math
import pathlib
import sys

import kenlm
from nltk.lm import MLE
from nltk.lm.preprocessing import pad_both_ends, padded_everygram_pipeline
from nltk.util import ngrams

sentences = [["north"], ["east"], ["south"], ["west"]]
words = [s[0] for s in sentences]


def nltk_perplexity(order):
    model = MLE(order)
    model.fit(*padded_everygram_pipeline(order, sentences))
    padded = (pad_both_ends(s, n=order) for s in sentences)
    return model.perplexity([gram for s in padded for gram in ngrams(s, order)])


# The same distribution as an ARPA file: p(word | <s>) = 1/4, p(</s> | word) = 1.
unigrams = ["-9\t<unk>", "-9\t<s>\t0", "-9\t</s>", *(f"-9\t{word}\t0" for word in words)]
bigrams = [f"{math.log10(1 / 4)}\t<s> {word}" for word in words] + [f"0\t{w} </s>" for w in words]
lines = ["\\data\\", f"ngram 1={len(unigrams)}", f"ngram 2={len(bigrams)}", "", "\\1-grams:"]
lines += [*unigrams, "", "\\2-grams:", *bigrams, "", "\\end\\", ""]
pathlib.Path(sys.argv[1]).write_text("\n".join(lines))
model = kenlm.Model(sys.argv[1])
total = sum(model.score(word) for word in words)
counted_once = 10 ** (-total / (2 * len(words)))  # a word and an end a sentence

seen = {order: nltk_perplexity(order) for order in (2, 3, 4, 5)}
for order, perplexity in seen.items():
    print(f"NLTK, order {order}   {perplexity:.3f}")
print(f"KenLM           {counted_once:.3f}")
as_seen = all(abs(perplexity - 4 ** (1 / order)) < 1e-3 for order, perplexity in seen.items())
if not as_seen or abs(counted_once - 2) > 1e-3:
    raise SystemExit(f"The behaviour has changed: {seen}, {counted_once}")
PYTHON
