"""What is seen in a language model: gradients over time, pairs, neighbours, vectors."""

import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.analysis.diagnosis import diagnose, draw_gradients, draw_pairs, pair_accuracy
from seqtasks.analysis.gradient_flow import GradientFlow, gradient_flow, untrained
from seqtasks.analysis.neighbours import neighbours
from seqtasks.corpora.pairs import MinimalPair, read_pairs
from seqtasks.corpora.vectors import read_vectors, write_projector, write_word2vec
from seqtasks.datasets.plain import encode_lines
from seqtasks.errors import DataError, DataWarning
from seqtasks.tokenizers.word import WordTokenizer
from seqtasks.transfer.vectors import load_vectors
from tests.language import language_model, language_network, ngram_model

PAIRS = [
    MinimalPair("agreement", 0, "The key is here.", "The key are here."),
    MinimalPair("agreement", 0, "The keys are here.", "The keys is here."),
    MinimalPair("agreement", 2, "here is The key", "key The is here"),
    MinimalPair("word_order", 0, "The dog sees the key.", "dog The sees the key."),
]


def test_gradients_are_those_of_the_loss_by_the_state_before():
    """Against finite differences: the state k steps before is moved by hand."""
    network = language_network(cell="gru", num_layers=1)
    ids = np.random.default_rng(0).integers(4, 20, 40)
    flow = gradient_flow(network, ids, lags=6, rows=1)["layer 1 h"].norms[:, 0]
    inputs, label = ids[None, :17].astype("int32"), ids[17]

    def loss(state, lag):
        rest = inputs[:, 17 - lag :]
        memory = state[0][0].h
        if lag:
            memory = network.read(rest, state)[0][:, -1]
        return float(-tf.nn.log_softmax(tf.cast(network.head(memory), tf.float64))[0, label])

    for lag in (0, 3, 6):
        _, state = network.read(inputs[:, : 17 - lag], network.zero_state(1))
        gradient = []
        for unit in range(8):
            moved = [
                (
                    (
                        state[0][0]._replace(
                            h=state[0][0].h + sign * np.eye(8, dtype="float32")[[unit]]
                        ),
                    ),
                )
                for sign in (1e-2, -1e-2)
            ]
            gradient.append((loss(moved[0], lag) - loss(moved[1], lag)) / 2e-2)
        assert np.linalg.norm(gradient) == pytest.approx(flow[lag], rel=2e-2, abs=1e-5)


def test_a_small_recurrent_matrix_makes_gradients_vanish_and_a_large_one_explode():
    ids = np.random.default_rng(0).integers(4, 20, 200)
    shares = {}
    for scale in (0.2, 2.0):
        network = language_network(cell="irnn", num_layers=1)
        kernel = network.encoder.recurrent_layers[0].recurrent_kernel
        kernel.assign(scale * np.eye(8))
        shares[scale] = gradient_flow(network, ids, lags=20)["layer 1 h"].summary()
    assert shares[0.2]["near_zero"] > 0.5 > shares[2.0]["near_zero"]
    assert shares[2.0]["exploding"] > 0.3 > shares[0.2]["exploding"]
    assert sum(shares[2.0]["histogram"]) == 21 * 64
    assert shares[0.2]["norm_by_lag"][5] < shares[0.2]["norm_by_lag"][0]


def test_shares_are_counted_against_the_first_lag():
    summary = GradientFlow(np.array([[1.0, 2.0], [1e-4, 30.0], [0.5, 0.0]])).summary()
    assert summary["near_zero"] == pytest.approx(2 / 6)
    assert summary["exploding"] == pytest.approx(1 / 6)
    assert summary["norm_by_lag"] == pytest.approx([1.5, 15.00005, 0.25])


def test_gradients_need_a_recurrent_network_and_enough_text():
    with pytest.raises(ValueError, match="Only a recurrent network"):
        gradient_flow(language_network(cell="window"), np.arange(100))
    with pytest.raises(DataError, match="over 50 steps need 62 tokens .* Received: 20. Lower"):
        gradient_flow(language_network(), np.arange(20))


def test_an_untrained_network_has_the_same_form_and_other_weights():
    network = language_network()
    fresh = untrained(network, seed=3)
    assert fresh.get_config()["encoder"]["config"] == network.get_config()["encoder"]["config"]
    assert not np.array_equal(fresh.embedding.embeddings, network.embedding.embeddings)
    again = untrained(network, seed=3)
    np.testing.assert_array_equal(fresh.embedding.embeddings, again.embedding.embeddings)


def test_accuracy_counts_the_pairs_whose_good_text_is_likelier():
    task = ngram_model()
    accuracy = pair_accuracy(task, PAIRS)
    assert accuracy["agreement"]["pairs"] == 3
    assert list(accuracy["agreement"]["by_distance"]) == ["0", "2"]
    assert accuracy["agreement"]["by_distance"]["0"] == {"accuracy": 1.0, "pairs": 2}
    turned = [pair._replace(good=pair.bad, bad=pair.good) for pair in PAIRS]
    for phenomenon, share in pair_accuracy(task, turned).items():
        assert share["accuracy"] == pytest.approx(1.0 - accuracy[phenomenon]["accuracy"])


def test_words_that_the_model_does_not_know_are_said():
    pair = MinimalPair("agreement", 0, "The zebra is here.", "The zebra are here.")
    with pytest.warns(DataWarning, match="1 of 5 pairs have words that the model does not know"):
        pair_accuracy(ngram_model(), [*PAIRS, pair])


@pytest.mark.filterwarnings("ignore:.*words that the model does not know")
def test_an_unknown_word_does_not_make_a_text_the_likelier_one():
    """`<unk>` stands for three words in four here, and is likely, until it is spelled."""
    tokenizer = WordTokenizer(["<pad>", "<unk>", "<bos>", "<eos>", "The", "key", "￭."])
    model = st.NGramModel(2, vocabulary_size=7, smoothing="additive", delta=0.1)
    lines = ["The key.", "The lock.", "The dog.", "The cat."]
    model.count(encode_lines(lines, tokenizer))
    task = st.LanguageModel(model, tokenizer)
    good, bad = task.score(["The key.", "The zebra."])
    assert bad["log_probability"] > good["log_probability"]
    found = pair_accuracy(task, [MinimalPair("choice", 0, "The key.", "The zebra.")])
    assert found["choice"]["accuracy"] == 1.0


def test_a_written_unk_is_a_word_that_the_model_knows():
    tokenizer = WordTokenizer.train(["the <unk> runs", "a <unk>"], rule="spaces")
    model = st.NGramModel(2, vocabulary_size=tokenizer.vocabulary_size, smoothing="additive")
    model.count(encode_lines(["the <unk> runs", "a <unk>"], tokenizer))
    pair = MinimalPair("order", 0, "the <unk> runs", "<unk> the runs")
    found = pair_accuracy(st.LanguageModel(model, tokenizer), [pair])  # without a warning
    assert found["order"]["accuracy"] == 1.0


def test_a_diagnosis_holds_what_there_is_to_show(tmp_path):
    found = {
        "lstm": diagnose(language_model(), PAIRS, lags=3),
        "3-gram": diagnose(ngram_model(), PAIRS),
    }
    assert set(found["lstm"]) == {"gradients", "pairs"}
    assert set(found["lstm"]["gradients"]["before"]) == {
        "layer 1 h", "layer 1 c", "layer 2 h", "layer 2 c",
    }  # fmt: skip
    assert set(found["3-gram"]) == {"pairs"}
    assert draw_gradients(found, tmp_path / "gradients.png")
    assert draw_pairs(found, tmp_path / "pairs.png")
    for name in ("gradients", "pairs"):
        assert (tmp_path / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert not draw_gradients({"3-gram": found["3-gram"]}, tmp_path / "none.png")
    assert not draw_pairs({"none": {}}, tmp_path / "none.png")
    assert diagnose(ngram_model(), []) == {}


def test_pairs_are_read_and_bad_ones_refused(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("phenomenon\tdistance\tgood\tbad\nagreement\t3\ta b\ta c\n")
    assert read_pairs(path) == [MinimalPair("agreement", 3, "a b", "a c")]
    path.write_text("phenomenon\tdistance\tgood\tbad\n")
    with pytest.raises(DataError, match="holds no pair"):
        read_pairs(path)
    path.write_text("good\tbad\n")
    with pytest.raises(DataError, match=r"pairs.tsv:1: must be the head phenomenon TAB"):
        read_pairs(path)
    alike = ("a b\ta  b ", "é\te\u0301", "a\ta\u00ad")
    for row in ("far\ta\tb", "1\ta\ta", "1\ta", *(f"1\t{texts}" for texts in alike)):
        path.write_text(f"phenomenon\tdistance\tgood\tbad\nagreement\t{row}\n")
        with pytest.raises(DataError, match=r"pairs.tsv:2: must be a name"):
            read_pairs(path)


def test_neighbours_are_sorted_by_cosine_without_the_word_itself():
    embedding = st.TokenEmbedding(7, 2)
    embedding.build()
    embedding.embeddings.assign([[9, 9], [9, 9], [9, 9], [9, 9], [1, 0], [2, 0.2], [0, 1]])
    tokenizer = WordTokenizer(("<pad>", "<unk>", "<bos>", "<eos>", "key", "keys", "dog"))
    found = neighbours(embedding, tokenizer, "key")
    assert [near.token for near in found] == ["keys", "dog"]
    assert [near.similarity for near in found] == pytest.approx([2 / 4.04**0.5, 0.0])
    with pytest.raises(DataError, match="'kez' is not in the vocabulary. Did you mean 'key'?"):
        neighbours(embedding, tokenizer, "kez")


def test_neighbours_of_a_word_as_it_is_typed():
    embedding = st.TokenEmbedding(7, 2)
    embedding.build()
    words = ("<pad>", "<unk>", "<bos>", "<eos>", "été", "1⁄2", "￭.")
    tokenizer = WordTokenizer(words, lowercase=True)
    for typed, known in {"E\u0301te\u0301": "été", "½": "1⁄2", "￭.": "￭."}.items():
        assert neighbours(embedding, tokenizer, typed) == neighbours(embedding, tokenizer, known)
    with pytest.raises(DataError, match="'É' is not in the vocabulary"):
        neighbours(embedding, tokenizer, "É")


def test_vectors_that_were_written_are_read(tmp_path):
    vectors = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    write_word2vec(tmp_path / "vectors.txt", ["key", "a b", "dog"], vectors)
    found = read_vectors(tmp_path / "vectors.txt", ["key", "a▁b", "cat"])
    assert set(found) == {"key", "a▁b"}
    np.testing.assert_allclose(found["key"], vectors[0], rtol=1e-5)
    write_projector(tmp_path / "logs", ["key", "a b", "c\td\u2028"], vectors)
    assert (tmp_path / "logs" / "metadata.tsv").read_text() == "key\na▁b\nc\\u0009d\\u2028\n"
    rows = np.loadtxt(tmp_path / "logs" / "vectors.tsv", delimiter="\t")
    np.testing.assert_allclose(rows, vectors, rtol=1e-5)
    assert 'tensor_path: "vectors.tsv"' in (tmp_path / "logs/projector_config.pbtxt").read_text()


def test_an_embedding_begins_with_vectors_from_a_file(tmp_path, capsys):
    task = ngram_model()
    embedding = st.TokenEmbedding(task.tokenizer.vocabulary_size, 3)
    embedding.build()
    before = np.array(embedding.embeddings)
    (tmp_path / "glove.txt").write_text("key 1 2 2\nthe 0 3 4\nzebra 1 1 1\n")
    coverage = load_vectors(embedding, task.tokenizer, tmp_path / "glove.txt")
    words = task.tokenizer.vocabulary
    assert coverage == (3, len(words) - 4)  # key, the, and The by its lower case
    assert "vectors for 3 of" in capsys.readouterr().out
    after = np.array(embedding.embeddings)
    key, the, upper = (after[words.index(word)] for word in ("key", "the", "The"))
    np.testing.assert_allclose(key / np.linalg.norm(key), [1 / 3, 2 / 3, 2 / 3], rtol=1e-5)
    np.testing.assert_allclose(the, upper)
    np.testing.assert_array_equal(after[words.index("dog")], before[words.index("dog")])


@pytest.mark.parametrize(("form", "count"), [("nfkc", 4), ("nfc", 3), ("none", 2)])
def test_vectors_of_words_that_are_spelt_otherwise_are_found(tmp_path, form, count, monkeypatch):
    monkeypatch.setattr("seqtasks.corpora.vectors._WORDS_AT_ONCE", 2)
    line = "caf\u00e9 1\u20442 key Ｘ \u00e9t\u00e9"
    tokenizer = WordTokenizer.train([line], rule="spaces", normalization=form)
    rows = ["cafe\u0301 1 0", "½ 0 1", "caf\u00e9 3 4", "key 1 1", "X 1 2", "e\u0301te\u0301 5 5"]
    (tmp_path / "vectors.txt").write_text("6 2\n" + "\n".join(rows) + "\n", encoding="utf-8")
    embedding = st.TokenEmbedding(tokenizer.vocabulary_size, 2)
    embedding.build()
    found = load_vectors(embedding, tokenizer, tmp_path / "vectors.txt")
    assert found.found == count + (form == "nfkc")
    table = np.array(embedding.embeddings)
    cafe = table[tokenizer.vocabulary.index("caf\u00e9")]
    np.testing.assert_allclose(cafe / np.linalg.norm(cafe), [0.6, 0.8], rtol=1e-5)  # spelt so
    ete = table[tokenizer.vocabulary.index("\u00e9t\u00e9")]
    assert (ete[0] == pytest.approx(ete[1])) == (form != "none")


BAD_VECTORS = {
    "key 1 2\nthe 1\n": r"glove.txt:2: must be a word and 2 numbers",
    "key 1 x 2\n": r"glove.txt:1: must be a word and 3 numbers",
    "key 1 2 2\nthe 1 x 2\n": r"glove.txt:2: must be a word and 3 numbers",
    "key 1 2 nan\n": r"glove.txt:1: numbers must be finite",
    "": "holds no vector",
    "zebra 1 2 3\n": "has a vector for none of the",
    "key 1 2\n": "has vectors of 2 numbers. Received: embedding_dim=3",
}


@pytest.mark.parametrize(("content", "message"), BAD_VECTORS.items())
def test_bad_vectors_are_refused(tmp_path, content, message):
    (tmp_path / "glove.txt").write_text(content)
    task = ngram_model()
    embedding = st.TokenEmbedding(task.tokenizer.vocabulary_size, 3)
    embedding.build()
    with pytest.raises(DataError, match=message):
        load_vectors(embedding, task.tokenizer, tmp_path / "glove.txt")


def test_two_texts_without_probability_are_a_tie():
    tokenizer = ngram_model().tokenizer
    model = st.NGramModel(
        2, vocabulary_size=tokenizer.vocabulary_size, smoothing="maximum_likelihood"
    )
    model.count(np.array([4, 5, 3]))
    accuracy = pair_accuracy(st.LanguageModel(model, tokenizer), PAIRS[:1])
    assert accuracy["agreement"]["accuracy"] == 0.5
