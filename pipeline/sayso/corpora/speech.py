"""Who says what in an annotated release: utterances, and the mentions that tell their speakers."""

from __future__ import annotations

from sayso.corpora.release import GoldRelease, Mark


def mentions_of(release: GoldRelease, who: str) -> list[Mark]:
    """Return the marks that name or point at a person or organisation of the header."""
    return [
        mark
        for mark in release.marks
        if (mark.tag in {"persName", "orgName", "rs"} and who in mark.pointers("ref"))
        or (mark.tag == "roleName" and mark.pointers("corresp")[:1] == (who,))
    ]


def utterances(release: GoldRelease) -> list[list[Mark]]:
    """Return the `said` elements chained by `prev`, in text order."""
    chains: list[list[Mark]] = []
    home: dict[str, list[Mark]] = {}
    for mark in release.marks:
        if mark.tag != "said":
            continue
        previous = mark.pointers("prev")
        chain = home.get(previous[0]) if previous else None
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(mark)
        home[mark.attributes["id"]] = chain
    return chains


def speaker_mention(release: GoldRelease, chain: list[Mark]) -> Mark | None:
    """Return the mention that tells who speaks: the nearest to the cue, else to the quote.

    It stands in the block of the cue or beside it; none is returned where none does.
    """
    who = next((pointer for piece in chain for pointer in piece.pointers("who")), None)
    if who is None:
        return None
    ids = {piece.attributes["id"] for piece in chain}
    anchors = [m for m in release.marks if m.tag == "seg" and ids & set(m.pointers("corresp"))] or chain
    order = {block.start: number for number, block in enumerate(release.blocks)}

    def block(position: int) -> int:
        return max((number for start, number in order.items() if start <= position), default=0)

    def distance(mark: Mark) -> tuple[int, int]:
        return min((abs(block(anchor.start) - block(mark.start)), _gap(mark, anchor)) for anchor in anchors)

    outside = [
        mark
        for mark in mentions_of(release, who)
        if not any(piece.start <= mark.start < piece.end for piece in chain)
        and (mark.tag != "roleName" or not _has_name_beside(release, mark, who))
    ]
    nearest = min(outside, key=distance, default=None)
    return nearest if nearest is not None and distance(nearest)[0] <= 1 else None


def _gap(left: Mark, right: Mark) -> int:
    return max(left.start - right.end, right.start - left.end, 0)


def _has_name_beside(release: GoldRelease, role: Mark, who: str) -> bool:
    return any(
        mark.tag in {"persName", "rs"} and who in mark.pointers("ref") and _gap(mark, role) < 80
        for mark in release.marks
    )
