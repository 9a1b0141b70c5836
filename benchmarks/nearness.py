"""What near-duplicates of a release have in common with it, and what different releases have.

    python benchmarks/nearness.py --gold corpora/gold

Every gold release is changed as news sites change one, and compared with itself; then all releases of a
language with one another. The figures are Jaccard similarities of the sequences that `sayso.batch.nearness`
compares; its threshold and its width were set with them.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from statistics import median

from sayso.batch import nearness
from sayso.corpora.tei import read_tei

WIDTHS = (6, 9, 12, 16)


def other_headline(blocks: list[str], number: int) -> list[str]:
    """Return a release under another headline."""
    return [f"News {number}: {blocks[-1][:40]}", *blocks[1:]]


def without_last_quarter(blocks: list[str], number: int) -> list[str]:
    """Return a release without its boilerplate, or about that much of it."""
    return blocks[: max(2, len(blocks) * 3 // 4)]


def within_furniture(blocks: list[str], number: int) -> list[str]:
    """Return a release with some lines of a site around it."""
    more = [
        "Share on Twitter",
        f"Related: {blocks[number % len(blocks)][:200]}",
        "© 2026 All rights reserved.",
    ]
    return ["Home | News | Contact | Login", *blocks, *more]


def retyped(blocks: list[str], number: int) -> list[str]:
    """Return a release with plain quotation marks and hyphens."""
    return [re.sub("[“”„«»]", '"', block).replace("–", "-") for block in blocks]


def edited(blocks: list[str], number: int) -> list[str]:
    """Return a release with one word in twenty changed."""
    chance = random.Random(number)
    return [
        " ".join(f"x{word}x" if chance.random() < 0.05 else word for word in block.split(" "))
        for block in blocks
    ]


CHANGES: tuple[Callable[[list[str], int], list[str]], ...] = (
    other_headline,
    without_last_quarter,
    within_furniture,
    retyped,
    edited,
)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--gold", type=Path, default=Path("corpora/gold"))
    texts = {path: read_tei(path).text for path in sorted(arguments.parse_args().gold.glob("*/*.xml"))}
    by_language: dict[str, list[str]] = {}
    for path, text in texts.items():
        by_language.setdefault(path.parent.name, []).append(text)
    print(f"{len(texts)} releases; least, 5th percentile and median of what is shared")
    for width in WIDTHS:
        nearness.WIDTH = width
        for change in CHANGES:
            pairs = enumerate(texts.values())
            shares = sorted(
                nearness.share(text, "\n\n".join(change(text.split("\n\n"), number)))
                for number, text in pairs
            )
            least, low = shares[0], shares[len(shares) // 20]
            print(f"width {width:2}  {change.__name__:22} {least:.2f} {low:.2f} {median(shares):.2f}")
        most = max(nearness.share(*pair) for some in by_language.values() for pair in combinations(some, 2))
        print(f"width {width:2}  different releases: at most {most:.3f}")
    nearness.WIDTH = 9
    begun = time.perf_counter()
    for text in texts.values():
        nearness.bands(text)
    print(f"{(time.perf_counter() - begun) / len(texts) * 1000:.2f} ms a signature")


if __name__ == "__main__":
    main()
