#!/usr/bin/env bash
# KenLM takes a vocabulary word `<UNK>` for its own unknown word `<unk>`.
#
# Versions:  kenlm 0.3.0, arpa 0.1.0b4 (Python 3.11).
# Behaviour: In an ARPA file that has both `<unk>` and an ordinary word `<UNK>`, KenLM lets the two
#            share one entry: a word outside the vocabulary gets the n-grams of `<UNK>`, and `<UNK>`
#            in a text is reported as out of vocabulary. The `arpa` package, reading the same file,
#            keeps the words apart. Nothing is said on loading.
# Expected:  Words compared as they are written, as for every other word (`A` and `a` stay two), or
#            a refusal as for a file that lists a word twice.
# Matters:   Corpora that were prepared with `<UNK>` for rare words, then given to a toolkit that
#            writes `<unk>` for its own, score otherwise in KenLM than in the toolkit: here a
#            sentence with an unknown word is twenty times as likely.
# Project:   A word `<UNK>` is escaped in its ARPA files: tests/ngrams/test_arpa.py,
#            test_kenlm_scores_a_written_unk_as_the_word_that_it_is.
#
# Output seen (log10 probability of the sentence):
#                arpa     KenLM    KenLM: out of vocabulary
#   a b          -1.200   -1.200   -
#   a <UNK> b    -1.100   -1.100   <UNK>
#   a zzz b      -2.400   -1.100   zzz
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    kenlm==0.3.0 arpa==0.1.0b4

printf '%b\n' '\\data\\' 'ngram 1=6' 'ngram 2=5' '' '\\1-grams:' '-99\t<s>\t-0.3' '-1.0\t</s>' \
    '-0.5\t<unk>' '-0.8\ta\t-0.2' '-0.9\tb\t-0.1' '-0.7\t<UNK>\t-0.4' '' '\\2-grams:' \
    '-0.3\t<s> a' '-0.4\ta b' '-0.5\tb </s>' '-0.2\ta <UNK>' '-0.1\t<UNK> b' '' '\\end\\' \
    >"$folder/model.arpa"

"$folder/venv/bin/python" - "$folder/model.arpa" <<'PYTHON'
import sys

import arpa
import kenlm

reader, ken = arpa.loadf(sys.argv[1])[0], kenlm.Model(sys.argv[1])
seen = {}
for text in ("a b", "a <UNK> b", "a zzz b"):
    unknown = [w for w, (_, _, oov) in zip(text.split(), ken.full_scores(text)) if oov]
    seen[text] = (round(reader.log_s(text), 3), round(ken.score(text), 3), unknown)
print("             arpa     KenLM    KenLM: out of vocabulary")
for text, (one, other, unknown) in seen.items():
    print(f"{text:<12} {one:.3f}   {other:.3f}   {' '.join(unknown) or '-'}")
expected = {
    "a b": (-1.2, -1.2, []),
    "a <UNK> b": (-1.1, -1.1, ["<UNK>"]),
    "a zzz b": (-2.4, -1.1, ["zzz"]),
}
if seen != expected:
    raise SystemExit(f"The behaviour has changed: {seen}")
PYTHON
