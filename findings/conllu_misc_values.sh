#!/usr/bin/env bash
# Two common readers of CoNLL-U lose parts of MISC values when a treebank is read and written back.
#
# Versions:  conllu 6.0.0, pyconll 3.3.1, ufal.udpipe 1.4.0.1 (Python 3.11).
# Behaviour: `conllu` keeps of `Cxn=free=rc-obj` only `Cxn=free` (all after the second `=` is gone).
#            `pyconll` splits MISC values at commas, so `Translit=,` comes back as `Translit=`, and
#            sorts what it split. Neither warns. Both values stand in Universal Dependencies: the
#            first in English EWT (training), the second at 97 commas of Chinese PUD (dev).
# Expected:  What UDPipe does: the column comes back as it was. CoNLL-U leaves the inner structure
#            of MISC values to the treebank; only `|` separates items.
# Matters:   A tagger's output is often the input with one column replaced. Written through these
#            readers the other columns change too, and transliterations or annotations of
#            constructions that a later model trains on are gone without a trace.
# Project:   `predict --conllu` writes back all but its own column byte for byte:
#            tests/test_predict_command.py, test_conllu_keeps_all_but_its_column_byte_for_byte.
#
# Output seen:
#   input    Cxn=free=rc-obj    Translit=,    Alt=b,a
#   conllu   Cxn=free           Translit=,    Alt=b,a
#   pyconll  Cxn=free=rc-obj    Translit=     Alt=a,b
#   udpipe   Cxn=free=rc-obj    Translit=,    Alt=b,a
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    conllu==6.0.0 pyconll==3.3.1 ufal.udpipe==1.4.0.1

"$folder/venv/bin/python" - <<'PYTHON'
import conllu
import pyconll
from ufal.udpipe import InputFormat, OutputFormat, ProcessingError, Sentence


def udpipe(text):
    reader, error, sentence = InputFormat.newInputFormat("conllu"), ProcessingError(), Sentence()
    reader.setText(text)
    reader.nextSentence(sentence, error)
    return OutputFormat.newOutputFormat("conllu").writeSentence(sentence)


writers = {
    "input": lambda text: text,
    "conllu": lambda text: conllu.parse(text)[0].serialize(),
    "pyconll": lambda text: pyconll.load_from_string(text).conll(),
    "udpipe": udpipe,
}
values = ["Cxn=free=rc-obj", "Translit=,", "Alt=b,a"]
seen = {}
for name, write in writers.items():
    row = "1\tword\tword\tNOUN\t_\t_\t0\troot\t_\t{}\n\n"
    seen[name] = [write(row.format(v)).strip("\n").split("\t")[9] for v in values]
    print(f"{name:<8} {seen[name][0]:<18} {seen[name][1]:<13} {seen[name][2]}")
expected = {
    "input": values,
    "conllu": ["Cxn=free", "Translit=,", "Alt=b,a"],
    "pyconll": ["Cxn=free=rc-obj", "Translit=", "Alt=a,b"],
    "udpipe": values,
}
if seen != expected:
    raise SystemExit(f"The behaviour has changed: {seen}")
PYTHON
