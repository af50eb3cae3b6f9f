"""What does a change cost that works on every text? Two revisions of this project, side by side.

Counting unknown tokens and keeping the offsets of words are done for every text that is read, so
whole commands are timed, each in a process of its own, as a person runs them:

* `count` counts and measures a trigram model of `data/language_model` (`seqtasks run`);
* `measure` measures that model on ten times the training text (`seqtasks evaluate`);
* `tag` labels the words of raw sentences (`seqtasks predict --splitting words --format json`).

Both revisions use the same environment, the same run and the same text; after one run of each that
is not timed, the earlier one and the working tree take turns, in an order that alternates too. The
ratio is the median of the pairs' ratios: above 1, the working tree takes longer.

    python benchmarks/revisions.py [--before REVISION] [--rounds 15] [--commands tag ...]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from peers import write_record

PROJECT = Path(__file__).parents[1]
COMMANDS = ("count", "measure", "tag")
SENTENCES = 6_000
TIMES = 10


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", default="HEAD", help="a commit, such as HEAD~20")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--commands", nargs="+", choices=COMMANDS, default=COMMANDS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = folder / "before"
        _git("worktree", "add", "--quiet", "--detach", str(before), arguments.before)
        try:
            commands = _prepare(before, folder, arguments.commands)
            revisions = {"before": before, "after": PROJECT}
            rows = [
                _compare(what, words, revisions, folder, arguments.rounds)
                for what, words in commands.items()
            ]
        finally:
            _git("worktree", "remove", "--force", str(before))
    commits = {
        "before": _git("rev-parse", "--short", arguments.before),
        "after": _git("rev-parse", "--short", "HEAD"),
    }
    write_record("revisions", vars(arguments), commits=commits, rows=rows)


def _prepare(before: Path, folder: Path, chosen: Sequence[str]) -> dict[str, list[str]]:
    """Trains what is asked, with the earlier revision, and names the commands."""
    recipes, data = before / "recipes", before / "data"
    tagger, model = folder / "tagger", folder / "language_model"
    if "tag" in chosen:
        _run(before, "run", str(recipes / "pos_tagging.py"), "epochs=1", "--output", str(tagger))
    ngram = ["run", str(recipes / "ngram.py"), "order=3", f"corpus={data / 'language_model'}"]
    _run(before, *ngram, "--output", str(model))
    lines = [
        line.removeprefix("# text = ")
        for line in (data / "tagging" / "train.conllu").read_text("utf-8").splitlines()
        if line.startswith("# text = ")
    ]
    if not lines:
        raise SystemExit("data/tagging/train.conllu has no `# text = ` lines.")
    text = folder / "sentences.txt"
    repeated = (lines * (SENTENCES // len(lines) + 1))[:SENTENCES]
    text.write_text("".join(f"{line}\n" for line in repeated), "utf-8")
    long = folder / "long.txt"
    long.write_bytes((data / "language_model" / "train.txt").read_bytes() * TIMES)
    tag = ["predict", str(tagger), "--splitting", "words", "--format", "json"]
    commands = {
        "count": [*ngram, "--force", "--output", str(folder / "counted")],
        "measure": ["evaluate", str(model), "--corpus", str(long)],
        "tag": [*tag, "--input", str(text), "--output", str(folder / "tagged.jsonl")],
    }
    return {what: words for what, words in commands.items() if what in chosen}


def _compare(
    what: str, words: list[str], revisions: dict[str, Path], folder: Path, rounds: int
) -> dict[str, object]:
    """Times a command in both revisions; prints and returns the medians and their ratio."""
    for project in revisions.values():
        _run(project, *words)
    ratios: list[float] = []
    seconds: dict[str, list[float]] = {name: [] for name in revisions}
    for number in range(rounds):
        order = list(revisions) if number % 2 == 0 else list(revisions)[::-1]
        pair = {name: _run(revisions[name], *words) for name in order}
        for name, value in pair.items():
            seconds[name].append(value)
        ratios.append(pair["after"] / pair["before"])
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    ratio = statistics.median(ratios)
    shown = "".join(f"{name} {value:7.2f} s   " for name, value in medians.items())
    print(f"{what:10}{shown}ratio {ratio:.3f} (from {min(ratios):.3f} to {max(ratios):.3f})")
    return {"what": what} | medians | {"ratio": ratio, "ratios": ratios}


def _run(project: Path, *words: str) -> float:
    """Seconds that the command line of a revision takes, in its folder."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "seqtasks", *words],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"seqtasks {' '.join(words)}\n{done.stderr}")
    return time.perf_counter() - start


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=PROJECT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
