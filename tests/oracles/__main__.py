"""Asks implementations that are not ours the same random questions, and counts who agrees.

    python -m tests.oracles [NAME ...] [--seed 1] [--cases N] [--case I]

`make oracles` installs what they need and asks all of them. A line is printed for each oracle; the
exit status is 1 where one of them disagrees or cannot be asked. `--case I` repeats one case of the
oracles named, and shows where an error was raised.
"""

from __future__ import annotations

import argparse
import logging
import sys

from seqtasks.startup import quieten_tensorflow
from tests.oracles.comparing import Oracle, case_of, run

HERE = "tests.oracles"
ORACLES = (
    Oracle("recurrence", ("torch",), 80, f"{HERE}.recurrence:compare"),
    Oracle("cells", ("torch",), 80, f"{HERE}.cells:compare"),
    Oracle("training", ("torch",), 60, f"{HERE}.training:compare"),
    Oracle("cross-entropy", ("torch",), 100, f"{HERE}.losses:compare_cross_entropy"),
    Oracle("attention", ("torch",), 150, f"{HERE}.losses:compare_attention"),
    Oracle("convolution", ("torch",), 100, f"{HERE}.losses:compare_convolution"),
    Oracle("crf", ("pytorch-crf", "torch"), 200, f"{HERE}.crf:compare"),
    Oracle("spans", ("seqeval",), 500, f"{HERE}.spans:compare"),
    Oracle("translation", ("sacrebleu",), 60, f"{HERE}.translation:compare"),
    Oracle("kenlm", ("kenlm",), 200, f"{HERE}.ngrams:compare_kenlm"),
    Oracle("arpa", ("arpa",), 200, f"{HERE}.ngrams:compare_arpa"),
    Oracle("classification", ("scikit-learn",), 300, f"{HERE}.classification:compare"),
    Oracle("keras2", ("tf-keras",), 60, f"{HERE}.keras2:compare"),
    Oracle("normalization", ("seqtasks",), 80, f"{HERE}.texts:compare_normalization"),
    Oracle("sentencepiece", ("sentencepiece",), 100, f"{HERE}.texts:compare_pieces"),
)


def main() -> int:
    """Runs the oracles that are named, or all; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.oracles", description=(__doc__ or "").partition("\n")[0]
    )
    names = [oracle.name for oracle in ORACLES]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--seed", type=int, default=1, help="of the random cases")
    parser.add_argument("--cases", type=int, help="of each oracle; its own number by default")
    parser.add_argument("--case", type=int, help="only this one, with the place of its error")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - {*names}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Known: {', '.join(names)}.")
    chosen = [oracle for oracle in ORACLES if oracle.name in (arguments.names or names)]
    missing = sorted({package for oracle in chosen for package in oracle.missing()})
    if missing:
        print(f"Missing: {', '.join(missing)}. Run `make oracles`.", file=sys.stderr)
        return 1
    quieten_tensorflow()
    logging.getLogger("tensorflow").setLevel("ERROR")  # of a graph for each case
    if arguments.case is None:
        return 0 if run(chosen, arguments.seed, arguments.cases) else 1
    agreements = [_agrees(oracle, arguments.seed, arguments.case) for oracle in chosen]
    return 0 if all(agreements) else 1


def _agrees(oracle: Oracle, seed: int, number: int) -> bool:
    """Whether all answers of one case agree; prints those that do not."""
    compare = oracle.load()
    answers = list(compare(case_of(seed, oracle.name, number)))
    differences = [answer.difference for answer in answers]
    found = [difference for difference in differences if difference]
    print(f"{oracle.name}, case {number}: {len(answers) - len(found)} of {len(answers)} agree")
    for difference in found:
        print(f"  {difference}")
    return not found


if __name__ == "__main__":
    sys.exit(main())
