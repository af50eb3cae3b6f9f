"""Reads files whose meaning is known, as long as there is time, and tells what was not read so.

    python -m tests.fuzz [READER ...] [--minutes 60] [--seed 1]

The readers share the time. Each kind of finding is told once, with the smallest files that show it;
the exit status is 1 where there is one. The same seed draws the same files.
"""

from __future__ import annotations

import argparse
import logging
import sys

from hypothesis.strategies import SearchStrategy

from seqtasks.startup import quieten_tensorflow
from tests.fuzz.fuzzing import Case, explore


def readers() -> dict[str, SearchStrategy[Case]]:
    """What is read, by name."""
    from tests.fuzz import arpa, labelled, paired, plain, rewritten, tagged

    return {
        "lines": plain.line_files(),
        "plain": plain.plain_folders() | plain.plain_columns() | plain.plain_files(),
        "labelled-tables": labelled.tab_files() | labelled.csv_files() | labelled.nameless_tables(),
        "labelled-json": labelled.json_files(),
        "labelled-lines": labelled.first_word_files() | labelled.fasttext_files(),
        "labelled-splits": labelled.whole_files(),
        "class-folders": labelled.class_folders(),
        "parallel-folders": paired.parallel_folders(),
        "parallel-tables": paired.pair_tables(),
        "dialogues": paired.dialogue_lines() | paired.dialogue_tables(),
        "columns": tagged.column_files() | tagged.counted_columns(),
        "conllu": tagged.conllu_files(),
        "filled-tables": rewritten.filled_tables(),
        "filled-words": rewritten.filled_columns() | rewritten.filled_treebanks(),
        "requests": tagged.request_folders(),
        "vectors": plain.vector_files(),
        "arpa": arpa.arpa_files(),
        "pairs": plain.pair_files(),
    }


def main() -> int:
    """Reads with the readers that are named, or with all; the exit status."""
    quieten_tensorflow()
    known = readers()
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("names", nargs="*", metavar="READER", help=f"of {', '.join(known)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="of all readers together")
    parser.add_argument("--seed", type=int, default=1, help="of the first round of each")
    arguments = parser.parse_args()
    if unknown := {*arguments.names} - {*known}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Known: {', '.join(known)}.")
    logging.getLogger("tensorflow").setLevel("ERROR")
    names = arguments.names or list(known)
    total = 0
    for name in names:
        cases = findings = 0
        seconds = 60.0 * arguments.minutes / len(names)
        for event in explore(known[name], 1_000_000 * arguments.seed, seconds):
            if isinstance(event, int):
                cases += event
            else:
                findings += 1
                print(f"* {name}: {event}", flush=True)
        print(f"{name:20}{cases:8} cases{findings:5} kinds of findings", flush=True)
        total += findings
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
