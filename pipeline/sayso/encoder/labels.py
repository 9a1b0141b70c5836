"""What the model labels: the heads over one encoder, and how labels become spans.

Every head tags tokens in the BIO scheme (Ramshaw & Marcus 1995); the heads are independent of
each other because their spans nest: a name stands inside a quote, a cue between its pieces.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Head:
    """One tagging head: its name and the kinds of span it marks."""

    name: str
    kinds: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels in the order of the logits: O, then B and I of each kind."""
        return ("O", *(f"{prefix}-{kind}" for kind in self.kinds for prefix in "BI"))

    def begin(self, kind: str) -> int:
        """Return the index of the label that begins ``kind``; the one inside it comes next."""
        return 1 + 2 * self.kinds.index(kind)


NAMES = Head("names", ("person", "organisation", "place", "role", "product", "event"))
CUES = Head("cues", ("cue",))
SPEECH = Head("speech", ("direct", "indirect"))
SPEAKERS = Head("speakers", ("speaker",))
ISSUERS = Head("issuers", ("issuer",))
HEADS = (NAMES, CUES, SPEECH, SPEAKERS, ISSUERS)

LOGITS = sum(len(head.labels) for head in HEADS)

# What the model ties to each other: a quote to its speaker, a role to its holder, a role to its employer,
# words that stand for somebody (*she*, *the chief executive*) to whom they mean, a name's form to its others,
# a piece of speech to the piece that it goes on from.
TIES = ("speaker", "holder", "employer", "antecedent", "previous")
TIE_WIDTH = 64


def columns(head: Head) -> slice:
    """Return the columns of the model's logits that belong to ``head``."""
    start = 0
    for other in HEADS:
        if other is head:
            return slice(start, start + len(head.labels))
        start += len(other.labels)
    raise ValueError(f"no such head: {head.name}")


def tie_columns(tie: str) -> tuple[slice, slice]:
    """Return the columns of the link vectors that ask for a tie, and those that answer."""
    start = 2 * TIE_WIDTH * TIES.index(tie)
    return slice(start, start + TIE_WIDTH), slice(start + TIE_WIDTH, start + 2 * TIE_WIDTH)
