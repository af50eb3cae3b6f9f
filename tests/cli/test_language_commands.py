"""The commands of language models, from the command line."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import seqtasks as st
from seqtasks.datasets.plain import encode_lines
from tests.language import LINES, language_model, ngram_model

PROJECT = Path(__file__).parents[2]
PAIRS = """phenomenon\tdistance\tgood\tbad
agreement\t0\tThe key is here.\tThe key are here.
agreement\t1\tThe keys are here.\tThe keys is here.
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("runs")
    for name, task in (("network", language_model()), ("counts", ngram_model())):
        task.save(folder / name)
    return {name: folder / name for name in ("network", "counts")}


@pytest.mark.parametrize("name", ["network", "counts"])
def test_score_writes_log_probability_perplexity_and_line(runs, seqtasks, tmp_path, name):
    (tmp_path / "lines.txt").write_text("\n".join(LINES) + "\n")
    status, output, _ = seqtasks("score", runs[name], "--input", tmp_path / "lines.txt")
    assert status == 0
    expected = st.load(runs[name]).score(LINES)
    for row, record in zip(output.splitlines(), expected, strict=True):
        log_probability, perplexity, line = row.split("\t")
        assert line == record["source"]
        assert float(log_probability) == pytest.approx(record["log_probability"], abs=1e-4)
        assert float(perplexity) == pytest.approx(record["perplexity"], abs=1e-3)
    status, output, _ = seqtasks(
        "score", runs[name], "--input", tmp_path / "lines.txt", "--format", "json"
    )
    assert [json.loads(row)["tokens"] for row in output.splitlines()] == [
        record["tokens"] for record in expected
    ]


@pytest.mark.parametrize("name", ["network", "counts"])
def test_rank_puts_the_likeliest_candidate_first(runs, seqtasks, tmp_path, name):
    rows = ["The key is here.\there The is key.\tThe key", "one only"]
    (tmp_path / "rows.tsv").write_text("\n".join(rows) + "\n")
    status, output, _ = seqtasks(
        "score", runs[name], "--rank", "--input", tmp_path / "rows.tsv", "--format", "json"
    )
    assert status == 0
    ranked = [json.loads(row)["candidates"] for row in output.splitlines()]
    scores = [candidate["log_probability"] for candidate in ranked[0]]
    assert scores == sorted(scores, reverse=True)
    assert {candidate["source"] for candidate in ranked[0]} == set(rows[0].split("\t"))
    _, output, _ = seqtasks("score", runs[name], "--rank", "--input", tmp_path / "rows.tsv")
    assert output.splitlines()[0] == "\t".join(c["source"] for c in ranked[0])
    assert output.splitlines()[1] == "one only"


@pytest.mark.parametrize("name", ["network", "counts"])
def test_a_line_of_unknown_words_does_not_look_likely(runs, seqtasks, tmp_path, name):
    (tmp_path / "lines.txt").write_text("Zorb blarg fnord.\nThe dog sees the key.\n")
    _, output, _ = seqtasks("score", runs[name], "--input", tmp_path / "lines.txt")
    strange, real = (row.split("\t") for row in output.splitlines())
    assert float(strange[0]) < float(real[0])
    assert float(strange[1]) > float(real[1])
    assert len(real) == 3
    record, _ = st.load(runs[name]).score(["Zorb blarg fnord.", "The dog sees the key."])
    assert float(strange[0]) == pytest.approx(record["spelled_log_probability"], abs=1e-4)
    assert strange[2:] == [
        "Zorb blarg fnord.",
        "unknown: Zorb blarg fnord; perplexity without: "
        f"{record['perplexity_without_unknown']:.4f}",
    ]
    (tmp_path / "rows.tsv").write_text("Zorb blarg fnord.\tThe dog sees the key.\n")
    ranked = ("score", runs[name], "--rank", "--input", tmp_path / "rows.tsv")
    assert seqtasks(*ranked)[1] == "The dog sees the key.\tZorb blarg fnord.\n"
    best, worst = json.loads(seqtasks(*ranked, "--format", "json")[1])["candidates"]
    assert (best["unknown_tokens"], worst["unknown_tokens"]) == (0.0, 0.75)
    assert worst["unknown"] == ["Zorb", "blarg", "fnord"]
    assert worst["perplexity_without_unknown"] == record["perplexity_without_unknown"]


def test_an_impossible_line_is_infinitely_unlikely_and_the_last(seqtasks, tmp_path):
    task = ngram_model()
    counts = st.NGramModel(2, vocabulary_size=20, smoothing="maximum_likelihood")
    counts.count(encode_lines(LINES, task.tokenizer))
    st.LanguageModel(counts, task.tokenizer).save(tmp_path / "run")
    (tmp_path / "rows.tsv").write_text("The dog is here.\tThe key is here.\n")
    ranked = ("score", tmp_path / "run", "--rank", "--input", tmp_path / "rows.tsv")
    assert seqtasks(*ranked)[1] == "The key is here.\tThe dog is here.\n"
    output = seqtasks(*ranked, "--format", "json")[1]
    worst = json.loads(output, parse_constant=pytest.fail)["candidates"][1]
    assert (worst["log_probability"], worst["perplexity"]) == ("-Infinity", "Infinity")
    (tmp_path / "line.txt").write_text("The dog is here.\n")
    of_line = ("--input", tmp_path / "line.txt")
    assert seqtasks("score", tmp_path / "run", *of_line)[1] == "-∞\t∞\tThe dog is here.\n"
    evaluate = ("evaluate", tmp_path / "run", "--corpus", tmp_path / "line.txt")
    metrics = json.loads(seqtasks(*evaluate, "--format", "json")[1], parse_constant=pytest.fail)
    assert metrics["loss"] == metrics["bits_per_character"] == "Infinity"
    assert seqtasks(*evaluate)[1].split("\n")[1].split() == ["perplexity", "∞"]


@pytest.mark.filterwarnings("ignore:Too few n-grams")
def test_runs_with_other_vocabularies_and_impossible_texts_are_compared(seqtasks, tmp_path):
    """From the command to the table: the infinite one is there, and perplexities are marked."""
    (tmp_path / "corpus").mkdir()
    lines = [" ".join(line.split()[::-1]) for line in LINES]
    for split, part in (("train", LINES * 20), ("valid", lines), ("test", ["The dog is here."])):
        (tmp_path / "corpus" / f"{split}.txt").write_text("\n".join(part) + "\n")
    status, output, error = seqtasks(
        "run", PROJECT / "recipes" / "ngram.py", f"corpus={tmp_path / 'corpus'}", "order=2",
        "smoothing=maximum_likelihood,kneser_ney", "minimum_frequency=1,50",
        "--output", tmp_path / "runs",
    )  # fmt: skip
    assert status == 0, error
    assert "∞ †" in output
    assert output.splitlines()[-1].startswith("† Not comparable: the runs predict tokens of")
    names = sorted(path.name for path in (tmp_path / "runs").iterdir())
    written = (tmp_path / "runs" / names[2] / "results.json").read_text()
    metrics = json.loads(written, parse_constant=pytest.fail)["metrics"]
    assert metrics["test"]["perplexity"] == "Infinity"
    assert metrics["validation"]["unknown_tokens"] == 0.0
    status, output, error = seqtasks("compare", tmp_path / "runs", "--format", "csv")
    assert status == 0
    assert "Infinity †" in output
    assert "†" in error
    assert "Not comparable" not in output


@pytest.mark.parametrize("name", ["network", "counts"])
def test_generate_writes_a_line_for_each_text_and_repeats_it(runs, seqtasks, name):
    arguments = ("generate", runs[name], "--prompt", "The", "--num", 3, "--seed", 7)
    status, output, _ = seqtasks(*arguments, "--top-k", 4, "--top-p", 0.9, "--temperature", 1.5)
    assert status == 0
    lines = output.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("The") for line in lines)
    assert seqtasks(*arguments, "--top-k", 4, "--top-p", 0.9, "--temperature", 1.5)[1] == output


def test_diagnose_draws_several_runs_together(runs, seqtasks, tmp_path):
    (tmp_path / "pairs.tsv").write_text(PAIRS)
    status, output, error = seqtasks(
        "diagnose", *runs.values(), "--pairs", tmp_path / "pairs.tsv", "--lags", 4,
        "--output", tmp_path / "seen",
    )  # fmt: skip
    assert status == 0, error
    found = json.loads((tmp_path / "seen" / "diagnosis.json").read_text())
    assert set(found) == {"network", "counts"}
    assert found["counts"]["pairs"]["agreement"]["pairs"] == 2
    assert len(found["network"]["gradients"]["after"]["layer 1 c"]["norm_by_lag"]) == 5
    for name in ("gradients.png", "pairs.png"):
        assert (tmp_path / "seen" / name).is_file()
        assert name in output
    assert "agreement" in output


def test_a_run_is_diagnosed_beside_itself_with_the_pairs_of_its_corpus(runs, seqtasks, tmp_path):
    (tmp_path / "minimal_pairs.tsv").write_text(PAIRS)
    (runs["counts"] / "config.json").write_text(json.dumps({"config": {"corpus": str(tmp_path)}}))
    assert seqtasks("diagnose", runs["counts"])[0] == 0
    found = json.loads((runs["counts"] / "diagnosis" / "diagnosis.json").read_text())
    assert found["counts"]["pairs"]["agreement"]["pairs"] == 2


def test_neighbours_and_vectors_show_the_embedding(runs, seqtasks, tmp_path):
    status, output, _ = seqtasks("neighbours", runs["network"], "key", "dog", "--num", 2)
    assert status == 0
    assert [line for line in output.splitlines() if not line.startswith(" ")] == ["key", "dog"]
    _, output, _ = seqtasks("neighbours", runs["network"], "key", "--format", "json")
    assert all(-1 <= near["similarity"] <= 1 for near in json.loads(output)["key"])
    status, _, _ = seqtasks(
        "vectors", runs["network"], "--word2vec", tmp_path / "v.txt", "--projector", tmp_path / "p"
    )
    assert status == 0
    size, dim = map(int, (tmp_path / "v.txt").read_text().split("\n")[0].split())
    assert len((tmp_path / "p" / "metadata.tsv").read_text().splitlines()) == size
    assert dim == 8


BAD = {
    "prompt of unknown words": (
        ["generate", "network", "--prompt", "The zebra"],
        "does not know: zebra",
    ),
    "unknown word": (["neighbours", "network", "kez"], "Did you mean 'key'?"),
    "no embedding": (["neighbours", "counts", "key"], "holds an n-gram or an imported model"),
    "no run": (["score", "nowhere"], "There is no run at"),
    "no pairs": (["diagnose", "network", "--pairs", "no.tsv"], "no.tsv does not exist"),
    "no export of counts": (["export", "counts", "exported"], "model.arpa in its run"),
}


@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_line(runs, seqtasks, monkeypatch, arguments, message):
    monkeypatch.chdir(runs["network"].parent)
    status, output, error = seqtasks(*arguments)
    assert (status, output) == (1, "")
    assert error.startswith("Error: ")
    assert error.count("\n") == 1
    assert message in error


def test_wrong_usage(runs, seqtasks):
    assert "--word2vec FILE" in seqtasks("vectors", runs["network"])[2]
    status, _, error = seqtasks("diagnose", *runs.values())
    assert (status, "Several runs need --output DIR" in error) == (2, True)
    assert seqtasks("generate", runs["network"], "--top-p", 0)[0] == 2


def test_another_task_is_no_language_model(seqtasks, tmp_path):
    (tmp_path / "task.json").write_text('{"task": "Translator"}')
    status, _, error = seqtasks("generate", tmp_path)
    assert (status, "must hold a LanguageModel. Received: Translator" in error) == (1, True)
    (tmp_path / "task.json").write_text('{"task": "Tagger"}')
    status, _, error = seqtasks("score", tmp_path)
    assert status == 1
    assert "must hold a LanguageModel or a Translator or a Dialogue. Received: Tagger" in error


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.parametrize("recipe", ["ngram", "language_model"])
def test_a_recipe_runs_from_end_to_end(recipe, seqtasks, tmp_path):
    small = [] if recipe == "ngram" else ["units=8", "embedding_dim=8"]
    path = PROJECT / "recipes" / f"{recipe}.py"
    status, output, error = seqtasks("run", path, *small, "--smoke", "--output", tmp_path / "run")
    assert status == 0, error
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    metrics = results["metrics"]["test"]
    assert list(metrics) == [
        "loss", "perplexity", "unknown_tokens", "perplexity_without_unknown",
        "bits_per_character", "word_perplexity",
    ]  # fmt: skip
    assert results["vocabulary"] == st.load(tmp_path / "run").vocabulary_digest
    assert metrics["perplexity"] == pytest.approx(math.exp(metrics["loss"]))
    (tmp_path / "text.txt").write_text("The keys are here.\n")
    assert seqtasks("score", tmp_path / "run", "--input", tmp_path / "text.txt")[0] == 0
    status, output, _ = seqtasks(
        "evaluate", tmp_path / "run", "--corpus", tmp_path / "text.txt", "--format", "json"
    )
    assert status == 0
    assert json.loads(output)["perplexity"] > 1.0


@pytest.mark.filterwarnings("ignore:Too few n-grams")
@pytest.mark.slow
def test_ngrams_learn_the_generated_corpus(seqtasks, tmp_path):
    status, _, error = seqtasks(
        "run", PROJECT / "recipes" / "ngram.py", "order=1,3", "smoothing=kneser_ney",
        "--output", tmp_path / "runs",
    )  # fmt: skip
    assert status == 0, error
    perplexities = [
        json.loads((tmp_path / "runs" / name / "results.json").read_text())["metrics"]["test"][
            "perplexity"
        ]
        for name in ("order=1", "order=3")
    ]
    assert perplexities[1] < 0.2 * perplexities[0]


CORPORA = {
    "empty": ("", "is empty: a language model needs text"),
    "shorter than a segment": ("a b\n", "one batch takes batch_size 32 x segment_length 35"),
}


@pytest.mark.parametrize(("content", "message"), CORPORA.values(), ids=CORPORA)
def test_a_bad_corpus_is_one_clear_line_and_leaves_nothing(seqtasks, tmp_path, content, message):
    for split in ("train", "valid", "test"):
        (tmp_path / f"my.{split}.txt").write_text(content)
    status, _, error = seqtasks(
        "run", PROJECT / "recipes" / "language_model.py", f"corpus={tmp_path}",
        "--output", tmp_path / "run",
    )  # fmt: skip
    assert (status, error.count("\n")) == (1, 1)
    assert message in error
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", ["network", "counts"])
def test_rules_of_writing_are_options(runs, seqtasks, tmp_path, name):
    (tmp_path / "lines.txt").write_text("The key\n")
    rules = {"repetition_penalty": 9.0, "no_repeat_ngram_size": 1, "min_length": 3}
    options = [
        part for key, value in rules.items() for part in (f"--{key.replace('_', '-')}", value)
    ]
    expected = st.load(runs[name]).with_search(**rules).predict(["The key"])
    found = seqtasks("predict", runs[name], "--input", tmp_path / "lines.txt", *options)
    assert found[:2] == (0, f"{expected[0]}\n")
    asked = ("generate", runs[name], "--prompt", "The key", "--temperature", 0)
    assert seqtasks(*asked, *options)[:2] == (0, f"{expected[0]}\n")
    assert (seqtasks(*asked)[1] != f"{expected[0]}\n") == (name == "network")
    found = seqtasks("predict", runs[name], "--input", tmp_path / "lines.txt", "--beam-size", 3)
    assert (found[0], "it has no beam_size" in found[2]) == (2, True)
    found = seqtasks("evaluate", runs[name], "--corpus", tmp_path / "lines.txt", "--min-length", 3)
    assert (
        found[0],
        "--min-length: a language model is measured by what it reads" in found[2],
    ) == (2, True)
