"""Points are measured once, and gone on with where they were cut."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks.curves.children import attempt, noted
from benchmarks.curves.plan import OURS, Point, chosen_curves
from benchmarks.curves.points import Failure, Workshop, full_size, measure_all, merged

RESULTS = {
    "metrics": {"validation": {"bits_per_character": 1.5, "labels": {}}, "test": {"note": "x"}},
    "baselines": {"validation": {"unigram": {"bits_per_character": 2.5}}},
    "seconds": 3.25,
    "parameters": 7,
    "epochs": 0,
}
WRITES = f"""
import json, pathlib, sys
place = pathlib.Path(sys.argv[1])
print("working")
place.mkdir()
(place / "results.json").write_text({json.dumps(RESULTS)!r})
"""


@pytest.fixture
def shop(tmp_path):
    folder = tmp_path / "data" / "ptb"
    folder.mkdir(parents=True)
    for split in ("train", "valid", "test"):
        (folder / f"ptb.{split}.txt").write_text("a b\nc d\ne f\n")
    return Workshop(tmp_path / "work", tmp_path / "data")


@pytest.fixture
def point():
    (curve,) = chosen_curves(["ngram"])
    return Point(curve, 2, OURS)


def runs(monkeypatch, script):
    """Lets points be measured by a Python script, which gets the run directory."""
    monkeypatch.setattr(
        Workshop,
        "_command",
        lambda shop, point: [sys.executable, "-c", script, str(shop._place(point))],
    )


def go_on():
    return False


def test_a_point_is_measured_once(shop, point, monkeypatch):
    assert shop.finished(point) is None
    runs(monkeypatch, WRITES)
    record = shop.measure(point, go_on)
    assert record["metrics"] == {"validation": {"bits_per_character": 1.5}, "test": {}}
    assert record["baselines"] == RESULTS["baselines"]
    assert (record["size"], record["model"], record["parameters"]) == (2, OURS, 7)
    assert record["training_seconds"] == 3.2
    assert record["seconds"] > 0
    assert record["peak_memory_mb"] >= 0  # a child this short may end unseen
    assert shop.finished(point) == record
    corpus = shop.work / "corpora" / "ptb-2-all"
    assert (corpus / "ptb.train.txt").read_text() == "a b\nc d\n"
    assert (corpus / "ptb.test.txt").read_text() == "a b\nc d\ne f\n"
    assert full_size(shop.data, "ptb") == 3


def test_what_was_recorded_is_not_measured_again(shop, point, monkeypatch, tmp_path):
    runs(monkeypatch, WRITES)
    record = shop.measure(point, go_on)
    elsewhere = shop._replace(work=tmp_path / "other", known=[{"fingerprint": "0"}, record])
    assert elsewhere.finished(point) == record
    assert elsewhere._replace(overrides=["order=2"]).finished(point) is None
    assert elsewhere.finished(point._replace(size=3)) is None


def test_a_point_with_other_settings_is_another_point(shop, point, monkeypatch):
    runs(monkeypatch, WRITES)
    shop.measure(point, go_on)
    assert shop.finished(point) is not None
    assert shop._replace(overrides=["order=2"]).finished(point) is None
    assert shop._replace(overrides=["epochs=2"]).finished(point) is not None  # not of n-grams
    assert shop.finished(point._replace(curve=point.curve._replace(held_out=1))) is None


def test_what_was_stopped_is_gone_on_with(shop, point, monkeypatch):
    runs(monkeypatch, "import time; time.sleep(60)")
    assert shop.measure(point, lambda: True) is None
    assert shop.finished(point) is None
    runs(monkeypatch, WRITES)
    assert shop.measure(point, go_on)["attempts"] == 2


def test_a_failure_leaves_no_point_and_names_the_log(shop, point, monkeypatch):
    runs(monkeypatch, "raise SystemExit('no such thing')")
    failure = shop.measure(point, go_on)
    assert isinstance(failure, Failure)
    assert (failure.point, failure.status) == (point, 1)
    assert failure.log == shop.log(point)
    assert "no such thing" in failure.log.read_text()
    assert shop.finished(point) is None


def test_only_what_is_lacking_is_measured(shop, point, monkeypatch):
    runs(monkeypatch, WRITES)
    points = [point, point._replace(size=1)]
    first = shop.measure(point, go_on)
    shown = []
    found, failed = measure_all(points, shop, go_on, shown.append)
    assert [record["size"] for record in found] == [2, 1]
    assert found[0] == first
    assert shown == found[1:]
    assert failed == []


def test_nothing_begins_after_the_end_but_what_is_there_counts(shop, point, monkeypatch):
    runs(monkeypatch, WRITES)
    first = shop.measure(point, go_on)
    points = [point._replace(size=1), point]
    assert measure_all(points, shop, lambda: True, print) == ([first], [])


def test_a_failure_stops_what_needs_it_and_nothing_else(shop, point, monkeypatch):
    runs(monkeypatch, "raise SystemExit(3)")
    points = [point, point._replace(model="kenlm"), point._replace(size=1)]
    found, failed = measure_all(points, shop, go_on, print)
    assert found == []
    assert [(failure.point, failure.status) for failure in failed] == [
        (points[0], 3),
        (points[1], 1),
        (points[2], 3),
    ]
    assert failed[0].log == failed[1].log


def test_new_points_take_the_place_of_old_ones():
    old = [{"curve": "b", "size": 100, "model": "x", "at": 1}]
    new = [{"curve": "b", "size": 100, "model": "x", "at": 2}]
    more = [{"curve": "a", "size": 300, "model": "x", "at": 2}]
    assert merged(old, more) == [*more, *old]
    assert merged(old, [*new, *more]) == [*more, *new]


def test_our_recipe_is_asked_for_by_its_own_command(shop, point):
    words = shop._replace(overrides=["order=2", "epochs=1"])._command(point)
    assert words[1:5] == ["-m", "seqtasks", "run", "recipes/ngram.py"]
    assert words[5:8] == [f"corpus={shop.work / 'corpora' / 'ptb-2-all'}", "unit=space", "order=2"]
    assert words[8] == "--output"
    assert words[10:] == ["--resume"]


def test_kenlm_gets_the_file_of_our_model(shop, point):
    words = shop._command(point._replace(model="kenlm"))
    assert words[-1] == str(shop._place(point) / "model.arpa")


def test_the_memory_of_a_process_is_its_own(tmp_path):
    ballast = bytearray(200_000_000)  # of this process
    script = "import time; x = bytearray(60_000_000); time.sleep(0.3)"
    found = attempt([sys.executable, "-c", script], tmp_path / "log", go_on)
    assert len(ballast) > 1e6 * found.peak_memory_mb > 60e6
    assert found.seconds > 0.3
    assert noted(tmp_path / "none") == []
