"""Writes the corpora of this folder: `python data/generate.py translate [--check]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from generator.corpus import differences, write
from generator.dialogue import splits as dialogue
from generator.language_model import splits as language_model
from generator.nlu import splits as nlu
from generator.sentiment import splits as sentiment
from generator.tagging import splits as tagging
from generator.translate import splits as translate

FOLDER = Path(__file__).resolve().parent
CORPORA: dict[str, Callable[[], Mapping[str, str]]] = {
    "dialogue": dialogue.files,
    "language_model": language_model.files,
    "nlu": nlu.files,
    "sentiment": sentiment.files,
    "tagging": tagging.files,
    "translate": translate.files,
}


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; returns its exit status: 1 when a checked file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", choices=sorted(CORPORA), help="the corpus to write")
    parser.add_argument("--check", action="store_true", help="compare the files, write nothing")
    parser.add_argument(
        "--folder", type=Path, help="folder of the files (default: beside this one)"
    )
    options = parser.parse_args(arguments)
    folder = options.folder or FOLDER / options.corpus
    files = CORPORA[options.corpus]()
    if not options.check:
        write(folder, files)
        return 0
    different = differences(folder, files)
    for name in different:
        print(f"{folder / name}: differs from what the generator writes", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
