"""Tables and picture of learning curves."""

from __future__ import annotations

import pytest

from benchmarks.curves import picture
from benchmarks.curves.report import (
    BEGIN,
    END,
    facts,
    panels,
    tables,
    write_between_marks,
)


def point(curve, size, model, validation, test, **more):
    return {
        "curve": curve,
        "size": size,
        "model": model,
        "metrics": {"validation": validation, "test": test},
        "seconds": 61.4,
        "peak_memory_mb": 1_250,
        "date": "2026-11-29",
        "cpu": "a CPU",
        "commit": "a" * 40,
        **more,
    }


def slots(f1, accuracy=None):
    return {"slot_f1": f1} | ({} if accuracy is None else {"intent_accuracy": accuracy})


RECORDS = [
    point(
        "nlu",
        100,
        "seqtasks",
        slots(0.5004, 0.7),
        slots(0.4, 0.6),
        baselines={"validation": {"most_frequent": {"intent_accuracy": 0.65}}},
    ),
    point("nlu", 300, "seqtasks", slots(0.8, 0.9), slots(0.75, 0.85)),
    point("nlu", 100, "crfsuite", slots(0.6), slots(0.55), versions={"python-crfsuite": "0.9"}),
    point("nlu", 100, "tfidf", {"intent_accuracy": 0.7}, {"intent_accuracy": 0.71}),
]


def bits(value):
    return {"bits_per_character": value, "perplexity": 12.34, "unknown_tokens": 0.1}


def rows_of(text, title):
    """The cells of the table under a title, the line of dashes left out."""
    part = text.split(f"### {title}\n\n")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines()]
    return [row for row in rows if row[0] != "---"]


def test_a_table_has_a_row_a_model_and_the_best_of_validation_in_bold():
    assert rows_of(tables(RECORDS), "nlu: slot F1") == [
        ["atis, validation / test by training requests", "100", "300"],
        ["`nlu`", "0.500 / 0.400", "0.800 / 0.750"],
        ["CRFsuite", "**0.600** / 0.550", ""],
    ]


def test_equal_models_are_both_best_and_baselines_have_their_row():
    assert rows_of(tables(RECORDS), "nlu: intent accuracy")[1:] == [
        ["`nlu`", "**0.700** / 0.600", "0.900 / 0.850"],
        ["TF-IDF, logistic regression", "**0.700** / 0.710", ""],
        ["most frequent", "0.650 / -", ""],
    ]


def test_language_models_share_a_panel_where_fewer_bits_are_better():
    records = [
        point("language_model", 100, "seqtasks", bits(3.0), bits(3.1)),
        point("ngram", 100, "seqtasks", bits(2.5), bits(2.6)),
        point("ngram", 100, "kenlm", bits(2.5), bits(2.6)),
    ]
    assert rows_of(tables(records), "language_model: bits a character")[1:] == [
        ["`language_model`", "3.000 / 3.100"],
        ["`ngram`", "**2.500** / 2.600"],
        ["KenLM 5-gram", "**2.500** / 2.600"],
    ]
    perplexities = rows_of(tables(records), "Perplexity, which compares within a size only")
    assert perplexities[1] == ["`language_model`", "100", "12.3 (10.0%)", "12.3 (10.0%)"]


def test_tables_keep_the_order_of_the_recipes():
    records = [point(name, 100, "seqtasks", bits(2.0), bits(2.0)) for name in ("ngram", "dialogue")]
    rows = rows_of(tables(records), "Wall time and peak memory")
    assert [row[0] for row in rows[1:]] == ["`dialogue`", "`ngram`"]


def test_time_and_memory_are_those_of_each_process():
    rows = rows_of(tables(RECORDS), "Wall time and peak memory")
    assert rows[0] == ["whole process", "100", "300"]
    assert rows[1] == ["`nlu`", "61 s, 1,250 MB", "61 s, 1,250 MB"]
    assert rows[2] == ["CRFsuite (nlu)", "61 s, 1,250 MB", ""]


def test_facts_name_every_commit_day_and_version():
    versions = {"python": "3.11", "tensorflow": "2.21", "keras": "3.15", "numpy": "2"}
    later = point("nlu", 1_000, "seqtasks", {}, {}, date="2026-11-30", commit="b" * 40 + "-dirty")
    content = {"points": [*RECORDS, later], "versions": versions, "machine": {"cores": 2}}
    assert facts(content) == (
        "2026-11-29 to 2026-11-30, 2 cores of a CPU; commit aaaaaaaaaa, bbbbbbbbbb-dirty; "
        "python 3.11, tensorflow 2.21, keras 3.15, python-crfsuite 0.9."
    )


def test_text_between_the_marks_is_replaced_and_nothing_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n")
    for _ in range(2):
        write_between_marks(page, "new")
        assert page.read_text() == f"before\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}{END}"])
def test_a_page_without_its_marks_is_refused(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(ValueError, match="must have"):
        write_between_marks(page, "new")
    assert page.read_text() == text


def test_the_picture_is_small_and_of_one_size_for_the_same_points(tmp_path):
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for path in paths:
        picture.draw(panels(RECORDS), path)
    first, second = (path.read_bytes() for path in paths)
    assert first.startswith(b"\x89PNG")
    assert first == second
    assert len(first) < 100_000
