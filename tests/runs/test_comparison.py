"""Tests of `seqtasks compare`, on results that were written by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from seqtasks.errors import DataWarning, RunError
from seqtasks.runs.comparison import as_csv, as_markdown, as_text, draw, note, read_groups, table


def write_run(
    directory: Path,
    bleu: float = 20.0,
    digests: dict[str, str] | None = None,
    more: dict[str, str] | None = None,
    **config: Any,
) -> Path:
    directory.mkdir(parents=True)
    config = {"corpus": "m30k", "test": None, "units": 8, "seed": 1, **config}
    results = {
        "recipe": "recipes/translate.py",
        "config": config,
        "seed": config["seed"],
        "metrics": {"test": {"loss": 2.0, "bleu": bleu, "bleu_signature": "13a"} | (more or {})},
        "parameters": 1000,
        "seconds": 60.0,
        "tokens_per_second": 5000.0,
        **({"digests": digests} if digests else {}),
    }
    for name, content in (("config", {}), ("task", {}), ("results", results)):
        (directory / f"{name}.json").write_text(json.dumps(content))
    return directory


def test_seeds_become_one_row_with_mean_and_deviation(tmp_path):
    runs = [write_run(tmp_path / str(seed), bleu=19.0 + seed, seed=seed) for seed in (1, 2, 3)]
    (row,) = table(read_groups(runs))
    assert row["seeds"] == "3"
    assert row["bleu"] == "21.00 ± 1.00"
    assert row["parameters"] == "1000 ± 0"
    assert "bleu_signature" not in row
    assert "units" not in row  # the same in all


def test_what_varies_names_the_rows(tmp_path):
    runs = [write_run(tmp_path / str(n), units=n, bleu=n) for n in (4, 8)]
    rows = table(read_groups(runs))
    assert [(row["units"], row["bleu"]) for row in rows] == [("4", "4.000"), ("8", "8.000")]


def test_a_folder_stands_for_the_runs_in_it(tmp_path):
    for n in (4, 8):
        write_run(tmp_path / "series" / f"units={n}", units=n)
    assert len(read_groups([tmp_path / "series"])) == 2


def test_the_formats_hold_the_same_table(tmp_path):
    rows = table(read_groups([write_run(tmp_path / str(n), units=n) for n in (4, 8)]))
    assert list(csv.DictReader(as_csv(rows).splitlines())) == rows
    assert as_markdown(rows).splitlines()[0].startswith("| units | seeds | loss | bleu |")
    assert as_text(rows).splitlines()[1].split()[:2] == ["4", "1"]


def test_a_chart_is_drawn(tmp_path):
    groups = read_groups([write_run(tmp_path / str(n), units=n) for n in (4, 8)])
    draw(groups, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_different_test_sets_are_refused_unless_said(tmp_path):
    runs = [write_run(tmp_path / name, corpus=name) for name in ("one", "other")]
    with pytest.raises(RunError, match="different test sets: corpus is one and other"):
        read_groups(runs)
    rows = table(read_groups(runs, mixed=True))
    assert [row["corpus"] for row in rows] == ["one", "other"]  # the table says so


def test_test_sets_are_known_by_content(tmp_path):
    same = {"train": "1", "validation": "2", "test": "3"}
    runs = [
        write_run(tmp_path / "here", corpus="/here/m30k", digests=same),
        write_run(tmp_path / "there", corpus="/there/m30k", digests=same, seed=2),
    ]
    assert table(read_groups(runs))[0]["seeds"] == "2"  # one row, whatever the folder
    changed = {**same, "test": "4444444444"}
    runs.append(write_run(tmp_path / "changed", corpus="/here/m30k", digests=changed, seed=3))
    message = "test sets: 'test' is 3 of /there/m30k and 44444444 of /here/m30k. Compare"
    with pytest.raises(RunError, match=message):
        read_groups(runs)
    assert len(read_groups(runs, mixed=True)) == 2
    older = write_run(tmp_path / "older", corpus="/here/m30k", seed=4)
    assert len(read_groups([runs[0], older])) == 1  # without digests the path decides
    with pytest.raises(RunError, match="corpus is /there/m30k and /here/m30k"):
        read_groups([runs[1], older])


def test_other_training_data_are_another_row(tmp_path):
    digests = [{"train": name, "validation": "2", "test": "3"} for name in "ab"]
    runs = [write_run(tmp_path / d["train"], digests=d, seed=n) for n, d in enumerate(digests)]
    assert [row["seeds"] for row in table(read_groups(runs))] == ["1", "1"]


def test_a_seed_that_was_run_again_counts_once(tmp_path):
    for name, seed, bleu in (("a", 1, 20.0), ("b", 1, 22.0), ("c", 2, 23.0)):
        write_run(tmp_path / "units=8" / name, seed=seed, bleu=bleu)
    write_run(tmp_path / "units=4", units=4)
    again, once = table(read_groups([tmp_path / "units=8", tmp_path / "units=4"]))
    assert (again["seeds"], again["runs"], again["bleu"]) == ("2", "3", "22.00 ± 1.41")
    assert (once["seeds"], once["runs"]) == ("1", "1")


def test_a_run_that_is_named_twice_counts_once(tmp_path):
    run = write_run(tmp_path / "run")
    assert table(read_groups([run, run]))[0]["seeds"] == "1"


def test_runs_that_cannot_be_compared(tmp_path):
    with pytest.raises(RunError, match=r"No run has metrics of 'tset'. Did you mean 'test'\?"):
        table(read_groups([write_run(tmp_path / "good")]), split="tset")
    (tmp_path / "good" / "results.json").write_text("{}")
    with pytest.raises(RunError, match="results.json is damaged: it has no recipe"):
        read_groups([tmp_path / "good"])
    with pytest.raises(RunError, match="There is no run at"):
        read_groups([tmp_path / "nowhere"])
    run = write_run(tmp_path / "run")
    (run / "results.json").unlink()
    with pytest.raises(RunError, match=r"has no results.json: finish it with --resume"):
        read_groups([run])


def test_bleu_of_different_tokens_is_marked(tmp_path):
    signatures = ("tok:13a|smooth:exp|version:2.5.1", "tok:zh|smooth:exp|version:2.6.0")
    runs = [
        write_run(tmp_path / str(seed), seed=seed, more={"bleu_signature": signature})
        for seed, signature in enumerate(signatures)
    ]
    message = "bleu of 'test' was counted in different ways .* tok:13a.smooth:exp and tok:zh.smo"
    with pytest.warns(DataWarning, match=message):
        table(read_groups(runs))
    other = signatures[0].replace("2.5.1", "2.6.0")
    runs[1] = write_run(tmp_path / "new", more={"bleu_signature": other})
    table(read_groups(runs))  # the version alone is no other way


def test_bleu_that_tells_nothing_is_marked(tmp_path):
    note = {"bleu_note": "no reference has four tokens"}
    runs = [write_run(tmp_path / str(n), units=n, bleu=0.0, more=note) for n in (4, 8)]
    with pytest.warns(DataWarning, match="^bleu of 'test': no reference has four") as caught:
        table(read_groups(runs))
    assert len(caught) == 1


def write_language_run(
    directory: Path, perplexity: Any, vocabulary: str | None = None, **config: Any
) -> Path:
    """The run of a language model; one of an older version has no `vocabulary`."""
    run = write_run(directory, **config)
    results = json.loads((run / "results.json").read_text())
    results["metrics"]["test"] = {
        "loss": 1.5, "perplexity": perplexity, "unknown_tokens": 0.25,
        "perplexity_without_unknown": 7.0, "bits_per_character": 1.25, "accuracy": 0.5,
    }  # fmt: skip
    results |= {"vocabulary": vocabulary} if vocabulary else {}
    (run / "results.json").write_text(json.dumps(results))
    return run


def test_perplexities_over_different_vocabularies_are_marked(tmp_path):
    runs = [write_language_run(tmp_path / v, 5.0 + n, v, units=n) for n, v in enumerate("ab")]
    groups = read_groups(runs)
    for row in table(groups):
        assert row["loss"] == "1.500 †"
        assert row["perplexity"].endswith(" †")
        assert row["perplexity_without_unknown"] == "7.000 †"
        assert (row["unknown_tokens"], row["bits_per_character"]) == ("0.2500", "1.250")
    assert "different vocabularies" in note(groups)
    assert note(groups).endswith("per token. bits_per_character may be compared.")
    assert "5.000 †" in as_csv(table(groups))
    draw(groups, tmp_path / "chart.png")
    (alone,) = table(read_groups(runs[:1]))
    assert alone["perplexity"] == "5.000"


def test_perplexities_over_one_vocabulary_are_not_marked(tmp_path):
    """Nor is the loss of runs that have no perplexity, whose vocabulary does not matter."""
    runs = [write_language_run(tmp_path / str(n), 5.0, "same", units=n) for n in (4, 8)]
    assert note(read_groups(runs)) is None
    assert [row["perplexity"] for row in table(read_groups(runs))] == ["5.000", "5.000"]
    others = [write_run(tmp_path / f"other {n}", vocabulary_size=n) for n in (4, 8)]
    assert note(read_groups(others)) is None


@pytest.mark.parametrize(
    ("settings", "differ"),
    [
        ([{"vocabulary_size": 4}, {"vocabulary_size": 8}], True),
        ([{"units": 4}, {"units": 8}], False),
        ([{"lowercase": True, "units": 4}, {"lowercase": False, "units": 8}], True),
        # As it was before this could be chosen.
        ([{"units": 4}, {"normalization": "nfkc"}], False),
        ([{"units": 4}, {"normalization": "none"}], True),
    ],
)
def test_runs_of_older_versions_have_the_vocabulary_that_their_settings_make(
    tmp_path, settings, differ
):
    one, other = settings
    runs = [
        write_language_run(tmp_path / "older", 5.0, **one),
        write_language_run(tmp_path / "newer", 5.0, "a", **other),
    ]
    assert (note(read_groups(runs)) is not None) == differ


def test_other_training_text_is_another_vocabulary(tmp_path):
    digests = [{"train": name, "validation": "2", "test": "3"} for name in "ab"]
    runs = [write_language_run(tmp_path / d["train"], 5.0, digests=d) for d in digests]
    assert "different vocabularies" in note(read_groups(runs))


def test_an_infinite_perplexity_is_shown_as_such(tmp_path):
    runs = [
        write_language_run(tmp_path / "1", "Infinity", "same", units=4),
        write_language_run(tmp_path / "2", 5.0, "same", units=8),
        write_language_run(tmp_path / "3", "Infinity", "same", units=8, seed=2),
        write_language_run(tmp_path / "4", "NaN", "same", units=9),
    ]
    groups = read_groups(runs)
    rows = table(groups)
    assert [row["perplexity"] for row in rows] == ["∞", "∞", "NaN"]
    assert rows[1]["loss"] == "1.500 ± 0.000"
    assert [row["perplexity"] for row in csv.DictReader(as_csv(rows).splitlines())] == [
        "Infinity", "Infinity", "NaN",
    ]  # fmt: skip
    draw(groups, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_a_split_without_any_number(tmp_path):
    run = write_run(tmp_path / "run")
    results = json.loads((run / "results.json").read_text())
    results["metrics"]["test"] = {"loss": None, "bleu_signature": "13a"}
    (run / "results.json").write_text(json.dumps(results))
    with pytest.raises(RunError, match=r"No run has a number among its metrics of 'test'\.$"):
        table(read_groups([run]))


def with_baselines(run: Path, **baselines: dict[str, Any]) -> Path:
    results = json.loads((run / "results.json").read_text())
    results["baselines"] = {"test": baselines}
    (run / "results.json").write_text(json.dumps(results))
    return run


def test_a_baseline_that_runs_share_is_one_row_below_them(tmp_path):
    copy = {"bleu": 1.5}
    runs = [with_baselines(write_run(tmp_path / str(n), units=n), copy=copy) for n in (4, 8)]
    older = write_run(tmp_path / "older", units=9)
    rows = table(read_groups([*runs, older]))
    assert [row["system"] for row in rows] == ["run", "run", "run", "baseline: copy"]
    assert rows[-1] == {
        "system": "baseline: copy", "units": "-", "seeds": "-", "loss": "-", "bleu": "1.500",
        "parameters": "-", "seconds": "-", "tokens_per_second": "-",
    }  # fmt: skip
    assert list(csv.DictReader(as_csv(rows).splitlines())) == rows
    assert "| baseline: copy | - | - | - | 1.500 |" in as_markdown(rows)
    assert as_text(rows).splitlines()[-1].split() == ["baseline:", "copy", *"---", "1.500", *"---"]
    draw(read_groups(runs), tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_baselines_that_differ_say_whose_they_are(tmp_path):
    for unit, value in (("word", 40.0), ("character", "Infinity")):
        for cell in ("gru", "lstm"):
            run = write_run(
                tmp_path / "runs" / f"{unit}{cell}",
                more={"perplexity": 9.0},
                unit=unit,
                cell=cell,
            )
            with_baselines(run, unigram={"perplexity": 99.0}, bigram={"perplexity": value})
    groups = read_groups([tmp_path / "runs"])
    rows = table(groups)[4:]
    assert [(row["system"], row["unit"], row["cell"], row["perplexity"]) for row in rows] == [
        ("baseline: unigram", "-", "-", "99.00 †"),
        ("baseline: bigram", "character", "-", "∞ †"),
        ("baseline: bigram", "word", "-", "40.00 †"),
    ]
    draw(groups, tmp_path / "chart.png")  # the unigram where the bigram is infinite


def test_the_split_decides_which_baselines_are_shown(tmp_path):
    run = with_baselines(write_run(tmp_path / "run"), copy={"bleu": 1.5})
    results = json.loads((run / "results.json").read_text())
    results["metrics"]["validation"] = {"bleu": 2.0}
    (run / "results.json").write_text(json.dumps(results))
    (row,) = table(read_groups([run]), split="validation")
    assert "system" not in row
