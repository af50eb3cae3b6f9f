import json

import pytest

from seqtasks.errors import RunError
from seqtasks.storage.task_files import load_examples, load_list, read_description, save_task


def describe(directory, **changes):
    (directory / "assets").mkdir(parents=True, exist_ok=True)
    description = {
        "task": "Classifier",
        "network": "model.keras",
        "tokenizers": ["text"],
        "assets": ["assets/text.json"],
        "settings": {},
    }
    (directory / "task.json").write_text(json.dumps(description | changes))
    return directory


def test_a_description_is_read(tmp_path):
    assert read_description(describe(tmp_path)).network == "model.keras"


@pytest.mark.parametrize(
    "changes",
    [
        {"network": "../model.keras"},
        {"network": "/tmp/model.keras"},
        {"assets": ["assets/../../secret.txt"]},
        {"tokenizers": ["../../secret"]},
    ],
)
def test_files_outside_of_the_run_are_refused(tmp_path, changes):
    with pytest.raises(RunError, match=r"task.json is refused: its file '.*' lies outside of"):
        read_description(describe(tmp_path / "run", **changes))


@pytest.mark.parametrize("link", ["model.keras", "assets/text.vocabulary.txt", "assets/more"])
def test_links_that_lead_out_of_the_run_are_refused(tmp_path, link):
    describe(tmp_path / "run")
    (tmp_path / "run" / link).symlink_to(tmp_path / "secret.txt")
    with pytest.raises(RunError, match=f"its file '{link}' lies outside of"):
        read_description(tmp_path / "run")


def test_a_description_of_another_form_is_damaged(tmp_path):
    with pytest.raises(RunError, match="task.json is damaged"):
        read_description(describe(tmp_path, network=3))
    (tmp_path / "task.json").write_text('{"task": "Tagger", "task": "Classifier"}')
    with pytest.raises(RunError, match="task.json is damaged: the key 'task' stands twice"):
        read_description(tmp_path)


def test_examples_are_read_as_they_were_written(tmp_path):
    examples = ("a\rb", "\r", "", " \u2028c\x85", "\ufeffd")
    save_task(
        tmp_path,
        task="Classifier",
        network="model.keras",
        write_network=lambda path: path.write_bytes(b""),
        tokenizers={},
        settings={},
        examples=examples,
        lists={"classes": []},
    )
    assert load_examples(tmp_path) == (
        "a\rb",
        "",
        *examples[2:],
    )  # none ends in one: see read_lines
    assert load_list(tmp_path, "classes") == ()


def test_a_list_that_is_damaged_is_one_clear_error(tmp_path):
    with pytest.raises(
        RunError, match=r"classes.txt cannot be read: .*Put the run's own file back"
    ):
        load_list(tmp_path, "classes")
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "classes.txt").write_bytes(b"a\n\xff\n")
    with pytest.raises(RunError, match=r"classes.txt cannot be read: .*utf-8"):
        load_list(tmp_path, "classes")
