"""Texts that are nearly the same: the same release on ten news sites.

MinHash signatures of overlapping character sequences, cut into bands (locality-sensitive hashing after
Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3): texts that share a band are
candidates, and a candidate is a repeat only if the sequences themselves are shared. Letters and digits
alone are compared, in lower case, so that typography, spacing and markup don't count, and Chinese and
Japanese are cut like any other text.

The signatures are rensa's (small, no dependencies; datasketch does as well, but brings scipy). The index
of bands is the caller's, on disk: the library's own keeps everything in memory.
"""

from __future__ import annotations

import re
import struct

# Sequences of so many characters, letters and digits only. Swept over 6, 9, 12 and 16: with 9, one word in
# twenty changed leaves 0.84 of the sequences shared (median over the gold corpus), 0.75 with 16.
WIDTH = 9
# Texts are repeats if so much of what either has is in both (Jaccard). Over the gold corpus: no two releases
# share more than 0.06; a repeat has 0.88 or more with another headline, 0.61 or more within a site's
# furniture, 0.77 in the median without its last quarter. `python benchmarks/nearness.py` measures it.
ALIKE = 0.6
# 32 bands of 5 values make candidates of 92 % of pairs at 0.6, 97.8 % at 0.65, 99.7 % at 0.7, and of one in
# three million of those at 0.03.
BANDS = 32
ROWS = 5
# The beginning decides; a text of five million characters must not cost gigabytes.
MOST_CHARACTERS = 100_000
SEED = 1

_LETTERS = re.compile(r"[\W_]+")


def shingles(text: str) -> frozenset[str]:
    """Return the overlapping sequences of a text; a text that is shorter than one is one."""
    letters = _LETTERS.sub("", text[:MOST_CHARACTERS].casefold())
    return frozenset(letters[i : i + WIDTH] for i in range(max(1, len(letters) - WIDTH + 1)))


def bands(text: str) -> tuple[int, ...]:
    """Return one number for each band of a text's signature; the band's own number is part of it."""
    from rensa import RMinHash

    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(list(shingles(text)))
    signature = sketch.digest()
    return tuple(_band(number, signature[number * ROWS : (number + 1) * ROWS]) for number in range(BANDS))


def packed_bands(text: str) -> bytes:
    """Return the bands of a text as journals keep them."""
    return struct.pack(f"<{BANDS}q", *bands(text))


def unpacked_bands(blob: bytes) -> tuple[int, ...]:
    """Return the bands that were packed."""
    return struct.unpack(f"<{len(blob) // 8}q", blob)


def share(one: str, other: str) -> float:
    """Return how much of what either text has is in both, 0 to 1."""
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def _band(number: int, values: list[int]) -> int:
    from hashlib import blake2b

    packed = struct.pack(f"<{ROWS + 1}I", number, *values)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little", signed=True)
