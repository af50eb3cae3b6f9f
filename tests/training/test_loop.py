import csv
import math
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.errors import Interrupted, RunError
from seqtasks.training.evaluation import TotalLoss
from seqtasks.training.plateau import Plateau
from tests.training.counting import counting_batches, counting_network, train


def weights(network):
    return [np.asarray(weight) for weight in network.get_weights()]


def assert_equal_bit_for_bit(network, other):
    for ours, theirs in zip(weights(network), weights(other), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def log(directory):
    with (directory / "log.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    directory = tmp_path_factory.mktemp("uninterrupted")
    return (*train(directory, tensorboard=True), directory)


def assert_same_training(network, directory, uninterrupted):
    expected, _, expected_directory = uninterrupted
    assert_equal_bit_for_bit(network, expected)
    for row, other in zip(log(directory), log(expected_directory), strict=True):
        for name in ("epoch", "loss", "validation_loss", "learning_rate"):
            assert row[name] == other[name]


def test_a_killed_run_resumes_to_the_same_weights_bit_for_bit(tmp_path, uninterrupted):
    # Step 7 lies in the middle of the second epoch.
    killed = subprocess.run(
        [sys.executable, "-m", "tests.training.counting", str(tmp_path), "7"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(log(tmp_path)) == 1
    network, report = train(tmp_path, resume=True)
    assert_same_training(network, tmp_path, uninterrupted)
    assert report.epochs == 3


def test_of_many_short_epochs_not_each_is_validated(tmp_path):
    # Four steps an epoch: a validation after 13 of 130 epochs would be a tenth of the training; 50
    # steps are passed after 13 epochs, too, but of 20 epochs every second one is validated.
    _, report = train(tmp_path, epochs=21)
    rows = log(tmp_path)
    validated = [int(row["epoch"]) for row in rows if row["validation_loss"]]
    assert validated == [*range(2, 21, 2), 21]
    assert [len(report.history), report.epochs] == [21, 21]
    assert report.best_epoch in validated
    assert report.monitor == "loss"
    assert all(row["loss"] for row in rows)


def test_an_epoch_without_validation_resumes_too(tmp_path):
    with pytest.raises(Interrupted):
        train(tmp_path / "stopped", epochs=21, strike=(5 * 4 + 2, signal.SIGTERM))
    resumed, _ = train(tmp_path / "stopped", epochs=21, resume=True)
    whole, _ = train(tmp_path / "whole", epochs=21)
    assert_equal_bit_for_bit(resumed, whole)


@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_saves_and_says_how_to_go_on(tmp_path, uninterrupted, name, status):
    with pytest.raises(Interrupted, match=f"{name} received: saved at step 2 of epoch 2") as error:
        train(tmp_path, strike=(6, getattr(signal, name)))
    assert error.value.exit_status == status
    assert "--resume" in str(error.value)
    network, _ = train(tmp_path, resume=True)
    assert_same_training(network, tmp_path, uninterrupted)


def test_resuming_a_finished_training_changes_nothing(tmp_path):
    network, report = train(tmp_path)
    again, second = train(tmp_path, resume=True)
    assert_equal_bit_for_bit(network, again)
    assert second == report


def test_a_signal_after_the_last_step_is_heeded(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "seqtasks.training.loop.draw_curves", lambda *_: os.kill(os.getpid(), signal.SIGTERM)
    )
    with pytest.raises(
        Interrupted, match="SIGTERM received: the run is trained, .*--resume"
    ) as error:
        train(tmp_path, epochs=1)
    assert error.value.exit_status == 143


def test_resume_refuses_what_has_lost_its_checkpoints(tmp_path):
    train(tmp_path, epochs=2)
    shutil.move(tmp_path / "checkpoints" / "best", tmp_path / "kept")
    with pytest.raises(
        RunError, match="best is missing or damaged: the weights of epoch 2, .*back"
    ):
        train(tmp_path, epochs=3, resume=True)
    shutil.rmtree(tmp_path / "checkpoints")
    with pytest.raises(
        RunError, match="holds no checkpoint, though .*log.csv tells .*epochs: 2.*anew"
    ):
        train(tmp_path, epochs=3, resume=True)
    (tmp_path / "log.csv").unlink()  # as a run that never came to its first checkpoint
    assert train(tmp_path, epochs=1, resume=True)[1].epochs == 1


def test_resume_writes_the_log_again(tmp_path):
    train(tmp_path, epochs=2)
    expected = (tmp_path / "log.csv").read_bytes()
    (tmp_path / "log.csv").unlink()
    (tmp_path / "curves.png").unlink()
    train(tmp_path, epochs=2, resume=True)
    assert (tmp_path / "log.csv").read_bytes() == expected
    assert (tmp_path / "curves.png").exists()


def test_the_report_and_the_files_of_a_run(uninterrupted):
    network, report, directory = uninterrupted
    rows = log(directory)
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert float(rows[-1]["validation_perplexity"]) == pytest.approx(
        math.exp(float(rows[-1]["validation_loss"]))
    )
    assert report.epochs == 3
    assert report.parameters == network.count_params()
    assert 0.0 < report.padding_share < 0.5
    assert report.tokens_per_second > 0
    assert (directory / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert list((directory / "tensorboard").glob("events*"))  # it was asked for


def test_the_network_ends_with_the_weights_of_its_best_epoch(tmp_path):
    rates = keras.optimizers.schedules.PiecewiseConstantDecay([8], [0.5, 100.0])
    network, _ = train(tmp_path, optimizer=keras.optimizers.SGD(rates), epochs=4)
    losses = [float(row["validation_loss"]) for row in log(tmp_path)]
    assert min(losses) < losses[-1]  # the last epoch is not the best
    loss = TotalLoss(network)(counting_batches(40, seed=1))["loss"]
    assert loss == pytest.approx(min(losses), rel=1e-6)


def test_patience_stops_early_by_a_named_metric(tmp_path):
    values = iter([1.0, 3.0, 2.0, 2.0, 9.0])
    _, report = train(
        tmp_path,
        epochs=5,
        monitor="bleu",
        patience=2,
        validate=lambda: {"bleu": next(values), "bleu_signature": "text is not logged"},
    )
    assert report.epochs == 4
    assert [row["validation_bleu"] for row in log(tmp_path)] == ["1.0", "3.0", "2.0", "2.0"]


def test_a_plateau_lowers_the_learning_rate(tmp_path):
    values = iter([1.0, 2.0, 3.0, 4.0])
    train(
        tmp_path,
        epochs=4,
        optimizer=keras.optimizers.SGD(0.5),
        monitor="ter",
        plateau=Plateau(factor=0.1, patience=2),
        validate=lambda: {"ter": next(values)},
    )
    rates = [float(row["learning_rate"]) for row in log(tmp_path)]
    np.testing.assert_allclose(rates, [0.5, 0.5, 0.5, 0.05])


def test_the_log_holds_the_learning_rate_of_each_epoch_s_last_step(uninterrupted):
    schedule = keras.optimizers.schedules.CosineDecay(1e-2, decay_steps=12)
    rates = [float(row["learning_rate"]) for row in log(uninterrupted[2])]
    np.testing.assert_allclose(rates, [float(schedule(step)) for step in (3, 7, 11)], rtol=1e-5)


def test_a_loss_that_is_not_finite_stops_and_keeps_the_last_checkpoint(tmp_path):
    with pytest.raises(RunError, match=r"loss is nan at step \d of epoch \d \(gradient norm nan"):
        train(tmp_path, optimizer=keras.optimizers.SGD(math.inf))
    assert list((tmp_path / "checkpoints").glob("ckpt-*.index"))


def test_clipping_bounds_the_step(tmp_path):
    for settings in ({"global_clipnorm": 1e-4}, {"clipvalue": 1e-6}):
        network, _ = train(tmp_path, optimizer=keras.optimizers.SGD(1.0, **settings), epochs=1)
        start = counting_network()
        moved = [
            np.abs(one - other).max()
            for one, other in zip(weights(network), weights(start), strict=True)
            if one.dtype == np.float32
        ]
        assert 0 < max(moved) < 4.1e-4


def test_smoke_takes_two_steps(tmp_path):
    _, report = train(tmp_path, smoke=True, epochs=100)
    assert report.epochs == 1
    assert log(tmp_path)[0]["steps"] == "2"


def test_bad_settings_say_what_was_received(tmp_path):
    with pytest.raises(RunError, match=r"validation metric: loss, perplexity\. Received: monitor="):
        train(tmp_path, monitor="blue", epochs=1)
    with pytest.raises(ValueError, match=r"in \[0, 1\). Received: label_smoothing=1.0"):
        train(tmp_path, label_smoothing=1.0)
    with pytest.raises(ValueError, match="at least 1. Received: patience=0"):
        train(tmp_path, patience=0)
    for name in ("clipnorm", "clipvalue", "global_clipnorm"):
        with pytest.raises(ValueError, match=rf"^`{name}` must be above 0\. Received: {name}=0$"):
            train(tmp_path, optimizer=keras.optimizers.SGD(0.1, **{name: 0}))
    with pytest.raises(ValueError, match="plain learning rate. Received: a schedule"):
        train(tmp_path, plateau=Plateau())
    with pytest.raises(ValueError, match=r"\(0, 1\). Received: factor=2.0"):
        Plateau(factor=2.0)
    with pytest.raises(ValueError, match="at least 1. Received: patience=0"):
        Plateau(patience=0)


def test_a_damaged_checkpoint_is_one_clear_error(tmp_path):
    train(tmp_path, epochs=1)
    for path in (tmp_path / "checkpoints").glob("ckpt-*.data*"):
        path.write_bytes(b"damaged")
    with pytest.raises(RunError, match="does not fit this network or is damaged"):
        train(tmp_path, epochs=2, resume=True)
    (tmp_path / "checkpoints" / "checkpoint").write_text("garbage")
    with pytest.raises(RunError, match="is damaged: it names no checkpoint"):
        train(tmp_path, epochs=2, resume=True)


def test_a_full_disk_is_one_clear_error(tmp_path, monkeypatch):
    def full(manager):
        raise tf.errors.ResourceExhaustedError(None, None, "No space left on device")

    monkeypatch.setattr(tf.train.CheckpointManager, "save", full)
    with pytest.raises(RunError, match="No checkpoint can be written to .*: No space left"):
        train(tmp_path, epochs=1)


def test_the_loss_does_not_depend_on_batches():
    network = counting_network()
    losses = [
        TotalLoss(network)(counting_batches(50, batch_size=size))["loss"] for size in (1, 7, 64)
    ]
    np.testing.assert_allclose(losses, losses[0], rtol=1e-6)


def test_tensorboard_that_is_not_installed_is_one_clear_error(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(RunError, match="needs the package tensorboard"):
        st.fit(
            counting_network(),
            counting_batches(8),
            counting_batches(8),
            optimizer=keras.optimizers.Adam(),
            epochs=1,
            run=st.Run(directory=tmp_path, tensorboard=True),
        )
