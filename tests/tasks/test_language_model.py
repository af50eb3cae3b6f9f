"""Language models as tasks: scored, continued, saved and exported, counts and networks alike."""

import math

import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.corpora.plain import read_plain
from seqtasks.datasets.plain import PlainSet, encode_lines, train_tokenizer
from seqtasks.decoding.sampling import Sampling
from seqtasks.errors import DataError, DataWarning, RunError
from seqtasks.export.exporting import export
from seqtasks.tasks.language_model_graph import completed
from seqtasks.tokenizers.sentencepiece import SentencePieceTokenizer
from seqtasks.tokenizers.word import WordTokenizer
from tests.language import LINES, language_model, language_network, ngram_model

MODELS = {"network": language_model, "n-gram": ngram_model}
STRANGE = ["", "  ", "The key 🗝 is", "key " * 40, "The key"]


@pytest.fixture(scope="module", params=MODELS)
def task(request):
    return MODELS[request.param]()


def test_a_line_scores_the_sum_of_its_tokens_whatever_the_batch(task):
    records = task.score([*LINES, *STRANGE])
    for record in records:
        assert record["num_tokens"] == len(record["tokens"]) > 0
        assert record["tokens"][-1] == "<eos>"
        assert record["log_probability"] == pytest.approx(sum(record["token_log_probabilities"]))
        nats = -record["log_probability"] / record["num_tokens"]
        assert record["perplexity"] == pytest.approx(math.exp(nats), rel=1e-5)
        (alone,) = task.score([record["source"]])
        assert alone["log_probability"] == pytest.approx(record["log_probability"], abs=1e-4)
    assert task.score([]) == []


def test_scores_agree_with_the_probabilities_of_every_next_token(task):
    ids = task.tokenizer.encode(LINES[:1])[0].numpy().tolist()
    log_probs, state = task.predictor.start([])
    stepped = []
    for token_id in [*ids, 3]:
        assert np.exp(log_probs).sum() == pytest.approx(1.0, abs=1e-5)
        stepped.append(float(log_probs[token_id]))
        log_probs, state = task.predictor.step(token_id, state)
    assert task.score(LINES[:1])[0]["token_log_probabilities"] == pytest.approx(stepped, abs=1e-4)


def test_metrics_compare_models_with_different_tokens(task):
    split = PlainSet.from_lines(LINES, task.tokenizer)
    metrics = task.evaluate(split)
    assert list(metrics) == [
        "loss", "perplexity", "unknown_tokens", "perplexity_without_unknown",
        "bits_per_character", "word_perplexity",
    ]  # fmt: skip
    assert metrics["unknown_tokens"] == 0.0
    assert metrics["perplexity_without_unknown"] == pytest.approx(metrics["perplexity"])
    nats = metrics["loss"] * len(split.ids)
    assert metrics["perplexity"] == pytest.approx(math.exp(metrics["loss"]))
    characters = sum(len(line) + 1 for line in LINES)
    assert metrics["bits_per_character"] == pytest.approx(nats / math.log(2) / characters)
    assert metrics["word_perplexity"] == pytest.approx(
        math.exp(nats / (4 + 1 + 4 + 1 + 6 + 1 + 5 + 1))
    )


def test_unknown_words_are_counted_left_out_and_spelled(task):
    """Two of the twelve tokens that are no `<eos>`: zebra and 🗝, of five characters and one."""
    lines = ["The zebra is here.", "🗝", "The dog sees the key."]
    split = PlainSet.from_lines(lines, task.tokenizer)
    metrics = task.evaluate(split)
    assert metrics["unknown_tokens"] == pytest.approx(2 / 12)
    nats = task.predictor.token_nats(split)
    assert len(nats) == len(split.ids) == 15
    known = split.ids != 1
    assert known.sum() == 13
    assert metrics["perplexity"] == pytest.approx(math.exp(nats.mean()), rel=1e-5)
    assert metrics["perplexity_without_unknown"] == pytest.approx(
        math.exp(nats[known].mean()), rel=1e-5
    )
    letters = len(set("".join(LINES)))
    spelled = nats.sum() + (5 + 1 + 1 + 1) * math.log(letters + 1)
    characters = sum(len(line) + 1 for line in lines)
    assert metrics["bits_per_character"] == pytest.approx(spelled / math.log(2) / characters)
    assert metrics["word_perplexity"] == pytest.approx(math.exp(spelled / (5 + 2 + 6)), rel=1e-5)


def test_a_written_unk_is_no_unknown_token():
    """In the Penn Treebank it is a word like any other."""
    tokenizer = WordTokenizer.train(["the <unk> sees the <unk>"], rule="spaces")
    task = st.LanguageModel(language_network(tokenizer.vocabulary_size), tokenizer)
    metrics = task.evaluate(PlainSet.from_lines(["the <unk> sees <unk>"], tokenizer))
    assert metrics["unknown_tokens"] == 0.0
    assert metrics["perplexity_without_unknown"] == metrics["perplexity"]
    (record,) = task.score(["the <unk> hears"])
    assert record["unknown"] == ["hears"]
    assert record["unknown_tokens"] == pytest.approx(1 / 3)


def test_text_without_spaces_has_no_perplexity_per_word(task):
    metrics = task.evaluate(PlainSet.from_lines(["明月明朝，春色花时。"], task.tokenizer))
    assert "word_perplexity" not in metrics
    assert metrics["bits_per_character"] > 0.0


def test_a_line_of_unknown_words_is_not_the_likelier_one(task):
    """`<unk>` may be likely; words that are spelled are not."""
    strange, real = task.score(["Zorb blarg fnord.", "The dog sees the key."])
    assert strange["unknown"] == ["Zorb", "blarg", "fnord"]
    assert strange["unknown_tokens"] == 0.75
    assert real["unknown"] == []
    assert real["spelled_log_probability"] == real["log_probability"]
    assert strange["spelled_log_probability"] < real["spelled_log_probability"]
    letters = len(set("".join(LINES)))
    assert strange["log_probability"] - strange["spelled_log_probability"] == pytest.approx(
        (5 + 6 + 6) * math.log(letters + 1)
    )
    known = strange["token_log_probabilities"][3:]
    assert strange["perplexity_without_unknown"] == pytest.approx(
        math.exp(-sum(known) / 2), rel=1e-5
    )


def test_pieces_that_have_no_characters_are_unknown():
    tokenizer = SentencePieceTokenizer.train(LINES, vocabulary_size=40)
    task = st.LanguageModel(language_network(tokenizer.vocabulary_size), tokenizer)
    (record,) = task.score(["The zebra is here."])
    assert record["unknown"] == ["z", "b"]
    assert record["tokens"].count("z") == 1
    metrics = task.evaluate(PlainSet.from_lines(["The zebra is here."], tokenizer))
    assert metrics["unknown_tokens"] == record["unknown_tokens"] > 0.0
    assert metrics["perplexity_without_unknown"] == pytest.approx(
        record["perplexity_without_unknown"], rel=1e-4
    )
    letters = len(set("".join(LINES)))
    spelled = -record["log_probability"] + 4 * math.log(letters + 1)
    assert metrics["bits_per_character"] == pytest.approx(
        spelled / math.log(2) / len("The zebra is here. "), rel=1e-4
    )


def test_the_vocabulary_is_known_by_its_tokens(task):
    other = st.LanguageModel(task.model, WordTokenizer([*task.tokenizer.vocabulary[:-1], "other"]))
    assert task.vocabulary_digest == MODELS["network"]().vocabulary_digest
    assert task.vocabulary_digest != other.vocabulary_digest


def test_an_impossible_line_has_an_infinite_perplexity():
    model = ngram_model()
    counts = st.NGramModel(3, vocabulary_size=20, smoothing="maximum_likelihood")
    counts.count(PlainSet.from_lines(LINES, model.tokenizer).ids)
    task = st.LanguageModel(counts, model.tokenizer)
    metrics = task.evaluate(PlainSet.from_lines(["The dog is here."], model.tokenizer))
    assert metrics["loss"] == metrics["perplexity"] == metrics["bits_per_character"] == math.inf
    (record,) = task.score(["The dog is here."])
    assert record["perplexity"] == math.inf
    assert record["spelled_log_probability"] == -math.inf


def test_a_text_is_measured_again_from_its_file(task, tmp_path):
    (tmp_path / "my.test.txt").write_text("\n".join(LINES) + "\n")
    expected = task.evaluate(PlainSet.from_lines(LINES, task.tokenizer))
    assert task.evaluate_corpus(tmp_path) == expected
    assert task.evaluate_corpus(tmp_path / "my.test.txt") == expected
    with pytest.raises(DataError, match=r"must have one file \[PREFIX\.\]train.*Found: none"):
        task.evaluate_corpus(tmp_path, test="train")
    (tmp_path / "other.tokens").write_text("The cat.\n")
    other = task.evaluate(PlainSet.from_lines(["The cat."], task.tokenizer))
    assert task.evaluate_corpus(tmp_path, test="other.tokens") == other
    assert task.evaluate_corpus(tmp_path, test="other") == other
    with pytest.raises(DataError, match=r"has the splits train, validation, test, .* 'other'"):
        task.evaluate_corpus(tmp_path / "other.tokens", test="other")


def test_of_one_file_a_split_is_what_training_made_of_it(task, tmp_path):
    (tmp_path / "book.txt").write_text("\n".join(LINES * 10) + "\n")
    parts = read_plain(tmp_path / "book.txt")
    expected = task.evaluate(PlainSet.from_lines(parts.validation, task.tokenizer))
    assert task.evaluate_corpus(tmp_path / "book.txt", test="validation") == expected
    assert task.evaluate_corpus(tmp_path / "book.txt") != expected


def test_temperature_zero_writes_what_predict_completes(task):
    greedy = "".join(task.generate("The", sampling=Sampling(temperature=0.0)))
    assert greedy.startswith("The")
    assert task.predict(["The"]) == [greedy]


TYPED = ["Ｔhe  ke\u0301y", "the\u00a0ＫＥＹ ½ ", "  The，", "", " ", "Anna (", "co\u00adop\t"]


def test_a_prompt_comes_back_as_it_was_typed(task):
    spelt = [text.decode() for text in task.tokenizer.normalize(TYPED).numpy()]
    completions = zip(TYPED, task.predict(TYPED), task.predict(spelt), strict=True)
    for typed, completion, plain in completions:
        assert completion.startswith(typed)
        written = task.tokenizer.decode(task.tokenizer.encode([typed])).numpy()[0].decode()
        added = completion.removeprefix(typed)
        assert plain.endswith(added)
        assert not (typed[-1:].isspace() and added.startswith(" "))
        assert len(added) >= len(plain) - len(written) - 1


def test_what_is_drawn_follows_the_prompt_as_it_was_typed(task):
    sampling = Sampling(temperature=0.0)
    for typed in ("Ｔhe  ｋeys", "The keys ", "Ａnna\u00a0has\u00ad"):
        pieces = list(task.generate(typed, sampling=sampling))
        assert pieces[0] == typed
        assert "".join(pieces) == task.predict([typed])[0]


def test_scored_tokens_are_those_of_the_line_as_it_is_written(task):
    (record,) = task.score(["Ｔhe ke\u0301y，½"])
    assert record["tokens"] == ["Ｔhe", "ke\u0301y", "￭，￭", "½", "￭½￭", "½", "<eos>"]
    (plain,) = task.score(["The k\u00e9y,1⁄2"])
    assert plain["token_log_probabilities"] == record["token_log_probabilities"]


def test_unknown_tokens_are_those_of_the_line_as_it_is_written(task):
    records = task.score(["The ＺEBRA，e\u0301\u00ad", "the key", "½"])
    assert [record["unknown"] for record in records] == [
        ["ＺEBRA", "，", "e\u0301\u00ad"],
        [],
        ["½"] * 3,
    ]
    assert records[0]["unknown_tokens"] == 3 / 4
    with pytest.raises(DataError, match="does not know: ＺEBRA. Write others"):
        list(task.generate("The ＺEBRA"))


def test_a_continuation_is_put_behind_its_prompt():
    cases = [
        ("The  Dog", "the dog", "the dog barks.", "The  Dog barks."),
        ("The dog ", "the dog", "the dog barks", "The dog barks"),
        ("The dog\u3000", "the dog", "the dog.", "The dog\u3000."),
        ("a ", "a ", "a  b", "a  b"),  # characters: its space is a token
        ("½", "1⁄2", "1⁄2 cup", "½ cup"),
        ("", "", "The dog", "The dog"),
        (" ", "", "The dog", " The dog"),
        ("dog", "dog", "dog", "dog"),
        ("dog\n\n", "dog", "dog barks", "dog\n\nbarks"),
        ("<odd>", "longer", "long", "<odd>"),
    ]
    *given, expected = map(tf.constant, zip(*cases, strict=True))
    assert completed(*given).numpy().tolist() == expected.numpy().tolist()
    assert completed(*map(tf.constant, ([b"\xff"], ["a"], ["a b"]))).numpy() == "\ufffd b".encode()


@pytest.mark.parametrize("unit", ["word", "space", "character", "sentencepiece"])
@pytest.mark.parametrize("form", ["nfc", "none"])
def test_what_is_read_can_be_written(unit, form):
    lines = ["你好，世界！½？", "caf\u00e9 ﬁne …", "Ｘ² ① ™"]
    tokenizer = train_tokenizer(unit, lines, 200, 1, False, form)
    written = tokenizer.decode(tokenizer.encode(lines)).numpy()
    assert [line.decode() for line in written] == lines


def test_a_seed_draws_the_same_text_and_another_another(task):
    texts = {
        seed: "".join(task.generate("The keys", seed=seed, max_length=12)) for seed in range(6)
    }
    assert texts[0] == "".join(task.generate("The keys", seed=0, max_length=12))
    assert len(set(texts.values())) > 1
    assert all(text.startswith("The keys") for text in texts.values())
    assert "".join(task.generate(max_length=3, seed=1)) is not None


def test_a_text_ends_where_an_ngram_model_knows_nothing_that_follows():
    tokenizer = WordTokenizer.train(LINES, rule="spaces")
    size = tokenizer.vocabulary_size
    model = st.NGramModel(2, vocabulary_size=size, smoothing="maximum_likelihood")
    model.count(encode_lines(LINES, tokenizer))
    task = st.LanguageModel(model, tokenizer, max_length=6)
    unigrams, bigrams = model.tables
    never = np.full_like(unigrams.log10_p, -99.0)  # as an ARPA file of bigrams alone has it
    model.tables = [unigrams._replace(log10_p=never), bigrams]
    for sampling in (Sampling(), Sampling(temperature=0.0)):
        with pytest.warns(DataWarning, match="Nothing can follow 'The <unk>': .* token p = 0"):
            assert "".join(task.generate("The <unk>", sampling=sampling)) == "The <unk>"
    with pytest.warns(DataWarning, match="Nothing can follow 'The <unk>'"):
        (record,) = task.predict_records(["The <unk>"])
    assert (record["completion"], record["score"]) == ("The <unk>", 0.0)
    assert task.predict(["Anna"]) == ["Anna (my friend) has the key."]  # the rest is as before


def test_a_prompt_of_unknown_words_is_refused(task):
    with pytest.raises(DataError, match=r"does not know: zebra. Write others"):
        list(task.generate("The zebra"))


def test_a_line_without_end_is_refused(task):
    with pytest.raises(
        DataError, match="line that begins 'xxx.* has 30,000 characters; a line may have 20,000"
    ):
        task.score(["short", "x" * 30_000])


def test_a_vocabulary_of_another_run_is_noticed(tmp_path):
    language_model().save(tmp_path)
    vocabulary = tmp_path / "assets" / "text.vocabulary.txt"
    vocabulary.write_text(vocabulary.read_text() + "more\n")
    with pytest.raises(RunError, match=r"text.vocabulary.txt has .* tokens, but the embedding in"):
        st.load(tmp_path)


def test_an_arpa_file_cut_short_is_noticed(tmp_path):
    ngram_model().save(tmp_path)
    arpa = tmp_path / "model.arpa"
    arpa.write_text(arpa.read_text()[:-40])
    with pytest.raises(DataError, match=r"model.arpa:\d+: .*"):
        st.load(tmp_path)


def test_an_export_answers_as_the_model(tmp_path):
    task = language_model()
    compared = export(task, tmp_path / "exported", results={})
    assert compared.lines >= len(LINES)
    assert st.load(tmp_path / "exported").predict(LINES) == task.predict(LINES)
    loaded = tf.saved_model.load(str(tmp_path / "exported"))
    answer = loaded.signatures["next_token"](text=tf.constant(["The key", ""]))
    assert answer["probabilities"].shape == (2, len(answer["tokens"]))
    log_probs, _ = task.predictor.start(task.tokenizer.encode(["The key"])[0].numpy())
    np.testing.assert_allclose(answer["probabilities"][0], np.exp(log_probs), atol=1e-5)
    with pytest.raises(ValueError, match="one answer. Received: n_best=2"):
        task.signatures(2)


def test_bad_arguments():
    task = language_model()
    with pytest.raises(ValueError, match="`max_length` must be a positive int. Received"):
        st.LanguageModel(task.model, task.tokenizer, max_length=0)


def test_a_text_is_scored_in_chunks_as_at_once(monkeypatch):
    expected = language_model().score(LINES + STRANGE)
    monkeypatch.setattr("seqtasks.training.losses.CHUNK_LOGITS", 40)  # two tokens at a time
    for ours, theirs in zip(language_model().score(LINES + STRANGE), expected, strict=True):
        assert ours["log_probability"] == pytest.approx(theirs["log_probability"], abs=1e-4)


def test_a_prompt_of_unknown_pieces_is_refused():
    tokenizer = SentencePieceTokenizer.train(LINES, vocabulary_size=40)
    task = st.LanguageModel(language_network(tokenizer.vocabulary_size), tokenizer)
    with pytest.raises(DataError, match="does not know: zebra"):
        list(task.generate("The zebra"))
