"""Windows over long texts: nothing is left out, nothing is counted twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayso.encoder.windows import batches, cut

SIZES = st.integers(2, 60).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))


@given(st.integers(0, 400), SIZES)
def test_every_token_is_kept_exactly_once_and_in_order(length: int, shape: tuple[int, int]) -> None:
    size, overlap = shape
    kept = [token for window in cut(length, size, overlap) for token in range(*window[2:])]
    assert kept == list(range(length))


@given(st.integers(0, 400), SIZES)
def test_no_window_is_too_large_and_each_keeps_only_what_it_has_read(
    length: int, shape: tuple[int, int]
) -> None:
    size, overlap = shape
    for window in cut(length, size, overlap):
        assert 0 < window.stop - window.start <= size
        assert window.start <= window.keep_from < window.keep_to <= window.stop <= length


@given(st.integers(1, 400), st.integers(8, 60))
def test_a_token_that_is_kept_has_context_unless_the_text_ends(length: int, size: int) -> None:
    overlap = size // 4
    for window in cut(length, size, overlap):
        assert window.keep_from - window.start >= overlap // 2 or window.start == 0
        assert window.stop - window.keep_to >= overlap - overlap // 2 or window.stop == length


@given(st.lists(st.integers(1, 500), max_size=60), st.integers(1, 4096))
def test_batches_hold_every_window_once_within_their_room(lengths: list[int], most: int) -> None:
    grouped = batches(lengths, most)
    assert sorted(position for group in grouped for position in group) == list(range(len(lengths)))
    for group in grouped:
        assert len({lengths[position] for position in group}) == 1
        assert len(group) == 1 or len(group) * lengths[group[0]] <= most


def test_windows_of_one_length_share_a_batch() -> None:
    assert batches([10, 500, 10, 490, 500, 500], 1000) == [[0, 2], [3], [1, 4], [5]]
