"""What is said of labels that training never saw, or that are written in another way."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from seqtasks.corpora.span_labels import SpanScheme
from seqtasks.errors import DataWarning

_MAX_SHOWN = 10


def warn_of_unknown(labels: Sequence[str]) -> None:
    """One warning that names labels that training never saw; none where there are none."""
    if labels:
        more = ", ..." if len(labels) > _MAX_SHOWN else ""
        warnings.warn(
            f"training never saw {len(labels):,} of the labels, which count as errors: "
            f"{', '.join(labels[:_MAX_SHOWN])}{more}",
            DataWarning,
            stacklevel=1,  # one place, so that the same warning is shown once
        )


def warn_of_scheme(gold: SpanScheme, own: SpanScheme) -> None:
    """Warns where gold labels of spans are of another scheme than a tagger's own."""
    if not gold.is_like(own):
        warnings.warn(
            f"the gold labels are {gold}, those of the tagger {own}: their spans are compared, but "
            "in all other metrics a label that is written otherwise is an error.",
            DataWarning,
            stacklevel=1,
        )
