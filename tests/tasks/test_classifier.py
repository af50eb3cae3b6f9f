"""Classifiers as tasks: texts labelled, explained, measured, saved and exported."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.blocks.temperatures import divide_scores
from seqtasks.corpora.labelled_files import LabelledTexts
from seqtasks.datasets.labelled import ClassifiedSet
from seqtasks.datasets.plain import train_tokenizer
from seqtasks.errors import DataWarning, RunError
from seqtasks.export.exporting import export, export_network
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.whole_words import words_of_tokens
from tests.classification import classification_network, review_corpus
from tests.language import language_network

LINES = ["The film was good.", "", "   ", "🗝 was cold", "very " * 40, "<pad> <eos>", "\u00ad"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return review_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def text(corpus):
    return st.ClassifiedText(corpus, lowercase=True)


@pytest.fixture(scope="module")
def task(text):
    network = classification_network(text.tokenizer.vocabulary_size)
    return st.Classifier(
        network,
        text.tokenizer,
        text.classes,
        max_length=20,
        keep="both",
        examples=text.validation.texts.texts,
    )


def test_a_record_holds_label_and_probabilities(task):
    for record in task.predict_records(LINES):
        assert record["classes"] == ["negative", "positive"]
        assert sum(record["probabilities"]) == pytest.approx(1.0, abs=1e-5)
        best = int(np.argmax(record["probabilities"]))
        assert record["label"] == record["classes"][best]
        assert np.exp(record["score"]) == pytest.approx(record["probabilities"][best], abs=1e-5)
    assert task.predict(LINES) == [task.predict([line])[0] for line in LINES]
    assert task.predict([]) == []


def test_a_weight_is_what_the_score_loses_without_the_token(task):
    records = task.explain(LINES)
    assert [record["label"] for record in records] == task.predict(LINES)
    assert records[0]["words"] == ["The", "film", "was", "good", "."]
    assert (records[1]["words"], records[1]["weights"]) == ([], [])
    unread = [weight == 0.0 for weight in records[4]["weights"]]
    assert unread == [False] * 9 + [True] * 21 + [False] * 10  # of forty words, nineteen are read
    ids = tf.constant([[*task.tokenizer.encode(LINES[:1]).to_list()[0], 3]])
    vectors = task.network.embedding(ids).numpy()
    best = int(np.argmax(task.network(ids)))

    def score(scales):
        scaled = tf.constant(vectors * np.array(scales, "float32")[None, :, None])
        scores = task.network.head(task.network.features_of(scaled, ids != 0))[0]
        return float(scores[best] - tf.reduce_mean(scores))

    step = 1e-2
    for place, weight in enumerate(records[0]["weights"]):
        more, less = np.ones(ids.shape[1]), np.ones(ids.shape[1])
        more[place] += step
        less[place] -= step
        assert weight == pytest.approx((score(more) - score(less)) / (2 * step), abs=5e-3)


@pytest.mark.parametrize(
    "unit", [pytest.param("character", marks=pytest.mark.slow), "sentencepiece"]
)
def test_the_weight_of_a_word_is_the_sum_over_its_tokens(corpus, unit):
    text = st.ClassifiedText(corpus, unit=unit, vocabulary_size=60, lowercase=True)
    network = classification_network(text.tokenizer.vocabulary_size)
    by_words = st.Classifier(network, text.tokenizer, text.classes)
    lines = ["The film  was good.", "", " 🗝 cold", "x"]
    records = by_words.explain(lines)
    assert [record["words"] for record in records] == [
        ["The", "film", "was", "good."], [], ["🗝", "cold"], ["x"],
    ]  # fmt: skip
    places = words_of_tokens(text.tokenizer, lines)[1].to_list()
    ids = text.tokenizer.encode(lines).to_list()
    assert [len(row) for row in places] == [len(row) for row in ids]
    assert [row[-1] + 1 if row else 0 for row in places] == [4, 0, 2, 1]
    for record, row in zip(records, ids, strict=True):
        inputs = tf.constant([[*row, 3]])
        vectors = network.embedding(inputs)
        with tf.GradientTape() as tape:
            tape.watch(vectors)
            scores = network.head(network.features_of(vectors, inputs != 0))
            best = tf.reduce_max(scores) - tf.reduce_mean(scores)
        of_tokens = tf.reduce_sum(tape.gradient(best, vectors) * vectors, axis=2)[0, :-1]
        assert sum(record["weights"]) == pytest.approx(float(tf.reduce_sum(of_tokens)), abs=1e-4)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("word", ["Ｔhe", "FILM", "½", "co\u00adsts", "…", "（", "e\u0301", "）"]),
        ("space", ["Ｔhe", "FILM", "½", "co\u00adsts…", "（e\u0301）"]),
        ("character", ["Ｔhe", "FILM", "½", "co\u00adsts…", "（e\u0301）"]),
        ("sentencepiece", ["Ｔhe", "FILM", "½", "co\u00adsts…", "（e\u0301）"]),
    ],
)
def test_words_are_shown_as_they_are_written(unit, expected):
    lines = ["Ｔhe  FILM ½ co\u00adsts… （e\u0301）", "", " \u00ad ", "½½"]
    tokenizer = train_tokenizer(unit, ["the film 1⁄2 costs...(é)"], 100, 1, True, "nfkc")
    (words, starts, ends), places = words_of_tokens(tokenizer, lines)
    assert [word.decode() for word in words[0].numpy()] == expected
    for line, row, begins, behind in zip(
        lines, words.to_list(), starts.to_list(), ends.to_list(), strict=True
    ):
        assert [line[a:b] for a, b in zip(begins, behind, strict=True)] == [w.decode() for w in row]
    of_tokens = places.to_list()
    assert list(map(len, of_tokens)) == list(map(len, tokenizer.encode(lines).to_list()))
    assert sorted(set(of_tokens[0])) == list(range(len(expected)))
    if unit == "word":
        assert of_tokens[0] == [0, 1, 2, 2, 2, 3, 4, 4, 4, 5, 6, 7]
        assert of_tokens[3] == [0, 0, 0, 0, 0]  # 1 ⁄ 21 ⁄ 2: "21" is of both


def test_evaluation_counts_what_is_right(task, text, corpus):
    metrics = task.evaluate(text.test)
    gold = text.test.texts.labels
    right = [a == b for a, b in zip(task.predict(text.test.texts.texts), gold, strict=True)]
    assert metrics["accuracy"] == np.mean(right)
    p = [
        dict(zip(r["classes"], r["probabilities"], strict=True))[label]
        for r, label in zip(task.predict_records(text.test.texts.texts), gold, strict=True)
    ]
    assert metrics["loss"] == pytest.approx(-np.mean(np.log(p)), rel=1e-4)
    assert {"macro_f1", "calibration_error", "classes", "confusions"} < set(metrics)
    assert task.evaluate_corpus(corpus) == metrics
    assert task.evaluate_corpus(corpus, test="validation") != metrics
    assert task.evaluate_corpus(corpus, text="2", label="1") == metrics


@pytest.mark.parametrize("whole", [False, True])
def test_a_split_that_training_held_out_is_measured_again(task, corpus, tmp_path, whole):
    file = tmp_path / "train.tsv"
    more = "".join(f"positive\tThe film was {i} times good.\n" for i in range(60))
    file.write_text((corpus / "train.tsv").read_text() + more)
    (tmp_path / "test.tsv").write_text((corpus / "test.tsv").read_text())
    place = file if whole else tmp_path
    held_out = st.ClassifiedText(place).validation.texts
    assert 0 < len(held_out.texts) < 20
    metrics = task.evaluate_corpus(place, test="validation")
    chosen = ClassifiedSet.from_texts(
        held_out, task.tokenizer, task.classes, max_length=20, keep="both"
    )
    assert metrics == task.evaluate(chosen)
    assert metrics != task.evaluate_corpus(place)


def test_a_label_that_training_never_saw_counts_as_an_error(task, text):
    texts = LabelledTexts(("The film was good.",), ("so so",))
    split = ClassifiedSet.from_texts(texts, text.tokenizer, text.classes)
    with pytest.warns(DataWarning, match="never saw 1 of the labels, .*: so so"):
        metrics = task.evaluate(split)
    assert metrics["accuracy"] == 0.0
    assert "loss" not in metrics
    labels = tuple(f"label {i}" for i in range(30))
    many = ClassifiedSet.from_texts(LabelledTexts(labels, labels), text.tokenizer, text.classes)
    with pytest.warns(DataWarning, match=r"never saw 30 of the labels, .*, label 17, \.\.\.$"):
        task.evaluate(many)


def test_an_older_run_is_measured_by_the_normal_form_of_its_classes(task, tmp_path):
    run = tmp_path / "run"
    task.save(run)
    (run / "assets" / "classes.txt").write_text("cafe\u0301 \nbar\u00a0\n")  # as they were read
    loaded = st.load(run)
    assert loaded.classes == ("caf\u00e9", "bar")
    lines = ["The film was good.", "The meal was bad."]
    pairs = zip(loaded.predict(lines), loaded.classes, strict=True)
    right = [predicted == label for predicted, label in pairs]
    for labels in (["cafe\u0301 ", "bar"], ["caf\u00e9", "\ufeffbar"]):
        pairs = zip(labels, lines, strict=True)
        (tmp_path / "test.tsv").write_text(
            "label\ttext\n" + "".join(f"{label}\t{line}\n" for label, line in pairs)
        )
        metrics = loaded.evaluate_corpus(tmp_path / "test.tsv")
        assert metrics["accuracy"] == sum(right) / 2
        assert metrics["loss"] > 0.0  # both texts have one


def test_the_picture_shows_the_test_set(task, text, tmp_path):
    task.draw({"test": task.evaluate(text.test)}, tmp_path)
    assert (tmp_path / "confusion.png").stat().st_size > 1000


def test_classes_must_fit_the_network(task):
    with pytest.raises(ValueError, match="each of the network's 2. Received: 3 names"):
        st.Classifier(task.network, task.tokenizer, ["a", "b", "c"])


def test_names_of_classes_that_are_not_of_the_run_are_refused(task, tmp_path):
    task.save(tmp_path)
    with (tmp_path / "assets" / "classes.txt").open("a") as file:
        file.write("more\n")
    with pytest.raises(RunError, match=r"classes.txt has 3 classes, but the network .* scores 2"):
        st.load(tmp_path)


def test_a_language_model_hands_on_its_parts(text, tmp_path):
    network = language_network(text.tokenizer.vocabulary_size, dropout=0.4, num_layers=2)
    st.LanguageModel(network, text.tokenizer).save(tmp_path / "lm")
    found = st.load_pretrained(tmp_path / "lm", dropout=0.1)
    assert found.tokenizer.vocabulary == text.tokenizer.vocabulary
    np.testing.assert_array_equal(found.embedding.embeddings, network.embedding.embeddings)
    assert (found.embedding.dropout.rate, found.encoder.return_state) == (0.1, False)
    vectors = np.random.default_rng(0).normal(size=(2, 5, found.embedding.embedding_dim))
    np.testing.assert_array_equal(
        found.encoder(vectors.astype("float32")), network.encoder(vectors.astype("float32"))[0]
    )
    classifier = st.ClassificationNetwork(
        embedding=found.embedding,
        encoder=found.encoder,
        pooling=st.SequencePooling("last"),
        head=keras.layers.Dense(2),
    )
    assert classifier(np.array([[4, 5, 3]], "int32")).shape == (1, 2)


def test_only_a_recurrent_language_model_hands_on_its_parts(task, tmp_path):
    task.save(tmp_path / "run")
    with pytest.raises(RunError, match="recurrent language model. .*run holds: Classifier"):
        st.load_pretrained(tmp_path / "run")


def test_blanks_alone_are_explained_by_no_word():
    tokenizer = CharacterTokenizer.train(["good film", "bad"])
    network = classification_network(tokenizer.vocabulary_size)
    task = st.Classifier(network, tokenizer, ["no", "yes"])
    for line in (" ", "\u200b", ""):
        assert task.explain([line])[0]["weights"] == []
    assert task.explain([" ", "a film"])[1]["words"] == ["a", "film"]


@pytest.fixture
def calibrated(corpus, text):
    """A classifier whose scores were divided by 4."""
    network = classification_network(text.tokenizer.vocabulary_size)
    task = st.Classifier(network, text.tokenizer, text.classes, examples=LINES)
    before = task.evaluate(text.test), task.predict_records(LINES), task.explain(LINES)
    divide_scores(network, {"temperature": 4.0})
    return task, *before


def test_a_calibrated_classifier_answers_the_same_with_other_probabilities(
    calibrated, text, tmp_path
):
    task, metrics, records, explained = calibrated
    for new, old in zip(task.predict_records(LINES), records, strict=True):
        assert new["label"] == old["label"]
        p = np.array(old["probabilities"]) ** (1 / 4)
        assert new["probabilities"] == pytest.approx(list(p / p.sum()), rel=1e-4)
    for new, old in zip(task.explain(LINES), explained, strict=True):
        assert np.multiply(new["weights"], 4) == pytest.approx(old["weights"], abs=1e-4)
    found = task.evaluate(text.test)
    assert found["accuracy"] == metrics["accuracy"]
    assert found["temperature"] == 4.0
    for name in ("loss", "calibration_error"):
        assert found[f"{name}_uncalibrated"] == pytest.approx(metrics[name], rel=1e-4)
        assert found[name] != pytest.approx(metrics[name], rel=1e-2)
    assert not {name for name in metrics if "calibrated" in name or name == "temperature"}
    task.save(tmp_path)
    loaded = st.load(tmp_path)
    assert loaded.evaluate(text.test) == found
    assert loaded.predict_records(LINES) == task.predict_records(LINES)


@pytest.mark.slow
def test_exports_of_a_calibrated_classifier_have_its_probabilities(calibrated, tmp_path):
    task, *_ = calibrated
    export(task, tmp_path / "export", results={})
    expected = [record["probabilities"] for record in task.predict_records(LINES)]
    found = [
        record["probabilities"] for record in st.load(tmp_path / "export").predict_records(LINES)
    ]
    np.testing.assert_allclose(found, expected, atol=1e-4)
    export_network(task, tmp_path / "network.keras", "keras")
    network = keras.saving.load_model(tmp_path / "network.keras")
    ids = task.network_inputs(LINES[0])["token_ids"]
    np.testing.assert_allclose(tf.nn.softmax(network(ids))[0], expected[0], atol=1e-5)
