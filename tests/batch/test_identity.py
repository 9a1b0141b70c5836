"""One text is one release, wherever it was found; nearly the same texts know of one another."""

from __future__ import annotations

from standing_in import held, release, write_rows


def test_the_same_text_from_two_sources_is_one_release_with_two_sources(batch, quick):
    (quick / "a.txt").write_text(release(1))
    (quick / "b.txt").write_text(release(1))
    rows = write_rows(quick / "c.jsonl", [release(2), release(1), release(2)])
    summary = batch("b.txt", "a.txt", rows)
    assert (summary.done, summary.releases) == (5, 2)
    first, second = held(quick / "out.jsonl")
    assert [source.uri for source in first.sources] == ["b.txt", "a.txt", str(rows)]
    assert first.record.source == first.sources[0]
    assert [source.part for source in second.sources] == ["row 1", "row 3"]
    assert first.duplicate_of is None and second.duplicate_of is None


def test_a_source_that_is_named_twice_is_one_source(batch, quick):
    (quick / "a.txt").write_text(release(1))
    batch("a.txt", "a.txt", ".", "*.txt")
    [only] = held(quick / "out.jsonl")
    assert [source.uri for source in only.sources] == ["a.txt", "./a.txt"]


def test_a_text_found_again_later_gives_its_release_another_source(batch, quick):
    (quick / "a.txt").write_text(release(1))
    (quick / "b.txt").write_text(release(1))
    batch("a.txt")
    summary = batch("a.txt", "b.txt")
    assert (summary.done, summary.skipped, summary.releases) == (1, 1, 1)
    [only] = held(quick / "out.jsonl")
    assert [source.uri for source in only.sources] == ["a.txt", "b.txt"]


def test_the_same_release_on_another_site_is_marked_as_a_repeat(batch, quick):
    retyped = release(1).replace("“", '"').replace("”", '"')
    there = f"Home | News | Login\n\n{retyped}\n\nRead more: ten tips."
    source = write_rows(quick / "in.jsonl", [release(1), release(2), there, release(3)])
    summary = batch(source)
    assert (summary.releases, summary.repeats) == (4, 1)
    first, second, third, fourth = held(quick / "out.jsonl")
    assert third.duplicate_of == first.record.id
    assert first.duplicate_of is second.duplicate_of is fourth.duplicate_of is None


def test_repeats_point_at_a_release_that_is_none_itself(batch, quick):
    versions = [f"Site {n} has this\n\n{release(1)}" for n in range(5)]
    batch(write_rows(quick / "one.jsonl", versions[:3]))
    batch(write_rows(quick / "two.jsonl", versions[3:]))
    first, *others = held(quick / "out.jsonl")
    assert first.duplicate_of is None
    assert [other.duplicate_of for other in others] == [first.record.id] * 4
