"""Networks of taggers: what labels and intents depend on, and what they do not."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st

NUM_LABELS, NUM_INTENTS, TIME = 3, 2, 4
EVERYTHING = ("characters", "suffixes", "shapes", "crf", "intents")
NETWORKS = [(), *((part,) for part in EVERYTHING), EVERYTHING]
every_network = pytest.mark.parametrize("parts", NETWORKS, ids="+".join)
LENGTHS = np.array([4, 2, 1])
MASK = np.arange(TIME) < LENGTHS[:, None]


def network(parts=EVERYTHING, reading="recurrent", pooling="max", **settings):
    keras.utils.set_random_seed(1)
    made = {
        "characters": lambda: st.character_encoder(reading, 20, 4, 6),
        "suffixes": lambda: st.TokenEmbedding(20, 3),
        "shapes": lambda: st.TokenEmbedding(20, 2),
    }
    intents = "intents" in parts
    made = st.TaggingNetwork(
        st.WordRepresentation(
            st.TokenEmbedding(20, 8), **{name: made[name]() for name in made if name in parts}
        ),
        st.RecurrentEncoder("lstm", 5, bidirectional=True),
        keras.layers.Dense(NUM_LABELS, name="head"),
        crf=st.LinearChainCRF(NUM_LABELS) if "crf" in parts else None,
        pooling=st.SequencePooling(pooling) if intents else None,
        intent_head=keras.layers.Dense(NUM_INTENTS, name="intent_head") if intents else None,
        **settings,
    )
    for variable in made.trainable_variables:
        variable.assign(3 * variable)
    return made


def inputs(parts=EVERYTHING, seed=0):
    """Right-padded ids of each part that is read."""
    random = np.random.default_rng(seed)
    sizes = {"words": (), "characters": (5,), "suffixes": (3,), "shapes": (1,)}
    ids = {}
    for name, size in sizes.items():
        drawn = random.integers(4, 20, (len(LENGTHS), TIME, *size)).astype("int32")
        if name in ("words", *parts):
            ids[name] = drawn * MASK.reshape(MASK.shape + (1,) * len(size))
    return ids


def scores(made, ids):
    """Of labels, and of intents where there are any."""
    result = made(ids)
    result = [result["labels"], result["intents"]] if isinstance(result, dict) else [result]
    return [np.array(tensor) for tensor in result]


@pytest.mark.parametrize("name", ["words", "characters", "suffixes", "shapes"])
def test_step_0_depends_on_every_part_of_the_last_word(name):
    made, changed = network(), inputs()
    changed[name] = changed[name].copy()
    changed[name][0, -1] = 4 + (changed[name][0, -1] - 3) % 16
    before, after = made(inputs()), made(changed)
    assert np.abs(before["labels"][0, 0] - after["labels"][0, 0]).max() > 1e-7
    assert np.abs(before["intents"][0] - after["intents"][0]).max() > 1e-7
    np.testing.assert_array_equal(before["labels"][1:], after["labels"][1:])


@every_network
def test_nothing_depends_on_padding(parts):
    made, ids = network(parts), inputs(parts)
    wider = {
        name: np.pad(x, ((0, 0), (0, 3), *((0, 2) for _ in x.shape[2:]))) for name, x in ids.items()
    }
    labels, *intents = scores(made, ids)
    more, *same = scores(made, wider)
    np.testing.assert_allclose(more[:, :TIME][MASK], labels[MASK], atol=1e-5)
    for ours, expected in zip(same, intents, strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-5)
    np.testing.assert_array_equal(made.mask(wider), np.pad(MASK, ((0, 0), (0, 3))))


@every_network
def test_a_sentence_does_not_depend_on_its_batch(parts):
    made, ids = network(parts), inputs(parts)
    labels, *intents = scores(made, ids)
    for row, length in enumerate(LENGTHS):
        alone, *its = scores(made, {n: x[row : row + 1, :length] for n, x in ids.items()})
        np.testing.assert_allclose(alone[0], labels[row, :length], atol=1e-5)
        for ours, expected in zip(its, intents, strict=True):
            np.testing.assert_allclose(ours[0], expected[row], atol=1e-5)


def test_heads_read_the_memory():
    made, ids = network(), inputs()
    memory = made.features(ids)
    labels, intents = scores(made, ids)
    np.testing.assert_array_equal(labels, made.head(memory))
    np.testing.assert_array_equal(intents, made.intent_scores(memory, made.mask(ids)))
    np.testing.assert_array_equal(intents, made.intent_head(made.pooling(memory, mask=MASK)))


@pytest.mark.parametrize("variational", [False, True])
def test_dropout_is_of_the_memory_and_in_training_only(variational):
    made = network((), dropout=0.5, variational=variational)
    ids = {"words": np.tile(inputs(())["words"][:1], (1, 3))}
    plain = network(())
    plain.set_weights(made.get_weights())
    np.testing.assert_array_equal(made.features(ids), plain.features(ids))
    dropped = np.array(made.features(ids, training=True)) == 0
    assert 0.1 < dropped.mean() < 0.9
    assert (dropped == dropped[:, :1]).all() == variational


@every_network
def test_it_comes_back_from_a_file(parts, tmp_path):
    made, ids = network(parts, dropout=0.25, variational=True), inputs(parts)
    made.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras")
    for ours, expected in zip(scores(again, ids), scores(made, ids), strict=True):
        np.testing.assert_array_equal(ours, expected)
    assert (again.dropout.rate, again.variational) == (0.25, True)
    for name in ("crf", "pooling", "intent_head"):
        assert (getattr(again, name) is None) == (getattr(made, name) is None)
    if made.crf is not None:
        marginals = made.crf(scores(made, ids)[0], MASK)
        np.testing.assert_array_equal(again.crf(scores(again, ids)[0], MASK), marginals)


@pytest.mark.parametrize(("reading", "pooling"), [("recurrent", "both"), ("convolution", "max")])
def test_it_comes_back_from_its_configuration(reading, pooling):
    made, ids = network(reading=reading, pooling=pooling), inputs()
    again = st.TaggingNetwork.from_config(made.get_config())
    again.set_weights(made.get_weights())
    for ours, expected in zip(scores(again, ids), scores(made, ids), strict=True):
        np.testing.assert_array_equal(ours, expected)


def test_neither_batch_nor_time_need_be_known():
    made = network()
    specs = {name: tf.TensorSpec((None,) * x.ndim, tf.int32) for name, x in inputs().items()}
    graph = tf.function(made, input_signature=[specs], autograph=False)
    for rows in (1, 3):
        ids = {name: x[:rows] for name, x in inputs().items()}
        for ours, expected in zip(
            keras.tree.flatten(graph(ids)), keras.tree.flatten(made(ids)), strict=True
        ):
            np.testing.assert_allclose(ours, expected, atol=1e-5)


def test_pooling_and_the_head_of_intents_go_together():
    parts = st.WordRepresentation(st.TokenEmbedding(9, 4)), st.RecurrentEncoder("gru", 4)
    with pytest.raises(ValueError, match=r"go together. Received: pooling=<.*>, intent_head=None"):
        st.TaggingNetwork(*parts, keras.layers.Dense(3), pooling=st.SequencePooling("max"))
    with pytest.raises(ValueError, match=r"go together. Received: pooling=None, intent_head=<.*>"):
        st.TaggingNetwork(*parts, keras.layers.Dense(3), intent_head=keras.layers.Dense(2))


def test_without_a_head_there_are_no_scores_of_intents():
    made, ids = network(()), inputs(())
    with pytest.raises(ValueError, match="need `pooling` and `intent_head`. Received: None"):
        made.intent_scores(made.features(ids), MASK)
