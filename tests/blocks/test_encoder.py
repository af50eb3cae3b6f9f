import keras
import numpy as np
import pytest

import seqtasks as st

MASK = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], bool)


def encode(inputs, mask=None, **settings):
    keras.utils.set_random_seed(1)
    return st.RecurrentEncoder(**{"cell": "gru", "units": 4, **settings})(inputs, mask=mask)


@pytest.fixture
def inputs():
    return np.random.default_rng(1).normal(size=(2, 5, 3)).astype("float32")


def test_every_layer_reads_both_directions_below(inputs):
    # The second layer's forward half at step 0 sees the future only through the layer below.
    changed = inputs.copy()
    changed[:, -1] += 1.0
    before = encode(inputs, bidirectional=True, num_layers=2)
    after = encode(changed, bidirectional=True, num_layers=2)
    assert not np.allclose(before[:, 0, :4], after[:, 0, :4])


def test_the_state_is_the_output_at_the_last_token(inputs):
    memory, state = encode(inputs, MASK, bidirectional=True, return_state=True)
    forward, backward = state[0]
    np.testing.assert_allclose(forward.h, [memory[0, 4, :4], memory[1, 2, :4]], atol=1e-6)
    np.testing.assert_allclose(backward.h, memory[:, 0, 4:], atol=1e-6)


def test_it_works_inside_sequential_and_functional_models(inputs, tmp_path):
    token_ids = np.array([[5, 6, 7], [8, 9, 0]], "int32")
    sequential = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(10, 3, mask_zero=True),
            st.RecurrentEncoder("gru", 4, bidirectional=True),
            keras.layers.Dense(2),
        ]
    )
    sequential.save(tmp_path / "sequential.keras")
    loaded = keras.saving.load_model(tmp_path / "sequential.keras")
    np.testing.assert_allclose(loaded(token_ids), sequential(token_ids), atol=1e-6)
    ids, mask = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="bool")
    memory, state = st.RecurrentEncoder("lstm", 4, return_state=True)(
        st.TokenEmbedding(10, 3)(ids), mask=mask
    )
    functional = keras.Model([ids, mask], [memory, state[0][0].c])
    functional.save(tmp_path / "functional.keras")
    loaded = keras.saving.load_model(tmp_path / "functional.keras")
    arguments = [token_ids, token_ids != 0]
    for ours, theirs in zip(functional(arguments), loaded(arguments), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_bad_arguments_say_what_was_received():
    with pytest.raises(ValueError, match="positive int. Received: num_layers=0"):
        st.RecurrentEncoder("gru", 4, num_layers=0)
    with pytest.raises(ValueError, match=r"\[0, 1\). Received: dropout=1.0"):
        st.RecurrentEncoder("gru", 4, dropout=1.0)
    with pytest.raises(ValueError, match="positive int. Received: embedding_dim=-1"):
        st.TokenEmbedding(5, -1)
    with pytest.raises(ValueError, match="one of 'concat', 'sum', 'mean'. Received: merge='max'"):
        st.RecurrentEncoder("gru", 4, merge="max")


def test_wrong_call_arguments_say_what_was_received(inputs):
    encoder = st.RecurrentEncoder("lstm", 4, num_layers=2)
    with pytest.raises(ValueError, match=r"\(batch, time, input_dim\). Received: .*\(2, 5\)"):
        encoder(inputs[:, :, 0])
    encoder = st.RecurrentEncoder("lstm", 4, num_layers=2, return_state=True)
    with pytest.raises(ValueError, match=r"`mask` must have .* Received: mask.shape=\(2, 4\)"):
        encoder(inputs, mask=MASK[:, :4])
    with pytest.raises(ValueError, match=r"2 layers of 1 directions.* Received: .*\[1\]"):
        encoder(inputs, initial_state=encoder(inputs)[1][:1])
    (first,), (second,) = encoder(inputs)[1]
    with pytest.raises(ValueError, match=r"LSTMState\(h, c\) of tensors \(batch, 4\). Received: "):
        encoder(inputs, initial_state=((first,), ((second.h,),)))
    with pytest.raises(ValueError, match=r"Received: LSTMState of shapes \[\(2, 3\), \(2, 4\)\]"):
        encoder(inputs, initial_state=((first,), (second._replace(h=second.h[:, :3]),)))


def test_directions_are_merged(inputs):
    weights = st.RecurrentEncoder("gru", 4, bidirectional=True)
    memory = np.array(weights(inputs))
    for merge, expected in (
        ("sum", memory[..., :4] + memory[..., 4:]),
        ("mean", (memory[..., :4] + memory[..., 4:]) / 2),
    ):
        encoder = st.RecurrentEncoder("gru", 4, bidirectional=True, merge=merge)
        encoder.build(inputs.shape)
        encoder.set_weights(weights.get_weights())
        np.testing.assert_allclose(encoder(inputs), expected, atol=1e-6)


def test_residual_layers_add_their_input(inputs):
    deep = st.RecurrentEncoder("gru", 4, num_layers=2, residual=True)
    memory = np.array(deep(inputs))
    below = st.RecurrentEncoder("gru", 4)
    below.build(inputs.shape)
    below.set_weights(deep.get_weights()[:3])
    above = st.RecurrentEncoder("gru", 4)
    above.build((None, None, 4))
    above.set_weights(deep.get_weights()[3:])
    first = below(inputs)
    np.testing.assert_allclose(memory, first + above(first), atol=1e-6)
