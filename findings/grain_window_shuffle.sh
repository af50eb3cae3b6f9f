#!/usr/bin/env bash
# Grain's window shuffle gives some rows twice and leaves others out of the epoch.
#
# Versions:  grain 0.2.18 (Python 3.11).
# Behaviour: `WindowShuffleMapDataset` shuffles within windows of `window_size` rows. Windows do not
#            stop at the end of the data: the last one reaches into the next pass, and what it draws
#            from there stands in this epoch twice while rows of its own are left out. Of 10 rows in
#            windows of 4 two are missing, and as many in one window of 20, meant to shuffle all.
#            The number of rows is right, so nothing looks wrong.
# Expected:  A permutation in every epoch. The documentation speaks of a one-to-one mapping and a
#            guarantee against repeated indices, and `MapDataset.shuffle` is one.
# Matters:   Window shuffling is for corpora too large, or laid out too well, to shuffle whole. A
#            test set read through it counts some sentences twice and others never, and the score
#            depends on the seed.
# Project:   Shuffles with tf.data in an order of its own (seqtasks/datasets); it uses no Grain.
#
# Output seen (rows of the first epoch, sorted):
#   window 4    0 0 1 1 2 3 4 5 6 7
#   window 5    0 1 2 3 4 5 6 7 8 9
#   window 20   0 2 3 5 6 7 8 8 9 9
#   shuffle     0 1 2 3 4 5 6 7 8 9
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    grain==0.2.18 numpy==2.4.6

"$folder/venv/bin/python" - <<'PYTHON'
import grain
from grain.experimental import WindowShuffleMapDataset

rows = grain.MapDataset.range(10)
datasets = {f"window {n}": WindowShuffleMapDataset(rows, window_size=n, seed=1) for n in (4, 5, 20)}
datasets["shuffle"] = rows.shuffle(seed=1)
seen = {name: sorted(d[i] for i in range(len(d))) for name, d in datasets.items()}
for name, epoch in seen.items():
    print(f"{name:<11} {' '.join(map(str, epoch))}")
whole = {name: epoch == list(range(10)) for name, epoch in seen.items()}
if whole != {"window 4": False, "window 5": True, "window 20": False, "shuffle": True}:
    raise SystemExit(f"The behaviour has changed: {whole}")
PYTHON
