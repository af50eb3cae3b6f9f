"""A saved word tokenizer needs plain TensorFlow, and no particular locale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tensorflow as tf

from seqtasks.tokenizers.word import WordTokenizer

_PROGRAM = """
import sys
import tensorflow as tf
tokens = tf.saved_model.load(sys.argv[1])(tf.constant(["I CAN'T FI\\u0301ND \\ufb01VE ÄPFEL!"]))
print(ascii(b" ".join(tokens.numpy()[0].tolist()).decode()))
print(sorted(name for name in sys.modules if name.split(".")[0] in ("tensorflow_text", "seqtasks")))
"""


class _Tokens(tf.Module):
    def __init__(self) -> None:
        super().__init__()
        self.tokenizer = WordTokenizer.train(["a"], lowercase=True)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def __call__(self, texts: tf.Tensor) -> tf.RaggedTensor:
        return self.tokenizer.tokens(texts)


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8"])  # Turkish has a lower-case I of its own
def test_plain_tensorflow_in_any_locale(tmp_path: Path, locale: str) -> None:
    tf.saved_model.save(_Tokens(), str(tmp_path))
    result = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)],
        env=os.environ | {"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    tokens, modules = result.stdout.splitlines()
    assert tokens == ascii("i can't fínd five äpfel \uffed!")
    assert modules == "[]"
