"""What the model's scores say of a stretch of text: the learned part of every ranked choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.encoder.decode import probabilities
from sayso.encoder.labels import CUES, SPEAKERS, SPEECH, TIES, tie_columns
from sayso.encoder.model import TokenScores
from sayso.text import Stretch


@dataclass(frozen=True)
class Evidence:
    """Token probabilities of one text: [T] for each question asked of them."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    direct: NDArray[np.float32]
    indirect: NDArray[np.float32]
    cue: NDArray[np.float32]
    speaker: NDArray[np.float32]
    link: NDArray[np.float32]
    nobody: NDArray[np.float32]

    def tokens(self, span: Stretch) -> slice:
        """Return the tokens that overlap a stretch."""
        first = int(np.searchsorted(self.ends, span.start, side="right"))
        last = int(np.searchsorted(self.starts, span.end, side="left"))
        return slice(first, max(first, last))

    def mean(self, chances: NDArray[np.float32], span: Stretch) -> float:
        """Return the mean probability over a stretch, 0 where it has no token."""
        part = chances[self.tokens(span)]
        return float(part.mean()) if len(part) else 0.0

    def tie(self, tie: str, pieces: list[Stretch], mention: Stretch) -> float:
        """Return the log-odds of a mention against nobody, as what a quote or role is tied to."""
        asking, answering = tie_columns(tie)
        asked = [self.link[self.tokens(piece), asking] for piece in pieces]
        key = self.link[self.tokens(mention), answering]
        if not sum(len(part) for part in asked) or not len(key):
            return 0.0
        query = np.concatenate(asked).mean(axis=0)
        return float(query @ (key.mean(axis=0) - self.nobody[TIES.index(tie)]))


def evidence(scores: TokenScores) -> Evidence:
    """Return the evidence in the scores of one text."""
    speech = probabilities(scores, SPEECH)
    direct, indirect = SPEECH.begin("direct"), SPEECH.begin("indirect")
    return Evidence(
        starts=scores.offsets[:, 0],
        ends=scores.offsets[:, 1],
        direct=speech[:, direct : direct + 2].sum(axis=1),
        indirect=speech[:, indirect : indirect + 2].sum(axis=1),
        cue=probabilities(scores, CUES)[:, 1:].sum(axis=1),
        speaker=probabilities(scores, SPEAKERS)[:, 1:].sum(axis=1),
        link=scores.link,
        nobody=scores.nobody,
    )
