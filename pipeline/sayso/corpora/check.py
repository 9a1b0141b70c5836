"""Check a corpus: each file against the annotation rules, and all together against the rules of a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sayso.corpora.gold import LISTING, SPLITS, listed
from sayso.corpora.release import Fault, GoldRelease
from sayso.corpora.tei import check_tei
from sayso.languages import known_languages
from sayso.text import UNSPACED

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def check_file(path: Path) -> list[Fault]:
    """Return the faults of one annotated release: XML, tags, nesting, references, words cut in two."""
    release, faults = check_tei(path)
    if release is not None:
        faults += [*_roles_missing_in_header(release), *_cut_words(release)]
    return sorted(faults, key=lambda fault: fault.line)


def check_corpus(folder: Path) -> list[Fault]:
    """Return the faults of a corpus: of its files, its listing, its licences, and names that leak.

    Names leak where a person or organisation of dev or test is in train of the same language too.
    Raises `GoldError` if there is no listing to read.
    """
    faults, splits = _listing(folder)
    releases: dict[str, GoldRelease] = {}
    for path in sorted(folder.rglob("*.xml")):
        key = path.relative_to(folder).with_suffix("").as_posix()
        if key not in splits:
            faults.append(Fault(str(folder / LISTING), 0, f"{key} is not listed"))
        faults += check_file(path)
        release, _ = check_tei(path)
        if release is not None:
            releases[key] = release
            faults += _of_corpus(path, release)
    return [*faults, *_same_texts(releases), *_leaks(releases, splits)]


def _listing(folder: Path) -> tuple[list[Fault], dict[str, str]]:
    path = folder / LISTING
    faults: list[Fault] = []
    splits: dict[str, str] = {}
    for line, release, split in listed(folder):
        if split not in SPLITS:
            faults.append(
                Fault(str(path), line, f"{release}: no split {split!r}: one of {', '.join(SPLITS)}")
            )
        if release in splits:
            faults.append(Fault(str(path), line, f"{release} is listed twice"))
        if not (folder / f"{release}.xml").is_file():
            faults.append(Fault(str(path), line, f"{release}.xml is not there"))
        splits[release] = split
    return faults, splits


def _roles_missing_in_header(release: GoldRelease) -> Iterator[Fault]:
    """Yield the people who hold a role in the text and none in the header.

    Once a role is there, a shorter wording of it that merely tells a speaker need not be.
    """
    for mark in release.marks:
        person = (
            release.people.get(next(iter(mark.pointers("corresp")), "")) if mark.tag == "roleName" else None
        )
        if person and not person.affiliations:
            what = f"#{person.id} is {release.marked(mark)!r} here and has no <affiliation> in the header"
            yield Fault(release.path, mark.line, what)


def _cut_words(release: GoldRelease) -> Iterator[Fault]:
    """Yield the names that end within a word: a case ending belongs inside, unless a mark sets it off."""
    for mark in release.marks:
        if mark.tag not in {"persName", "orgName", "placeName", "roleName", "name", "seg"}:
            continue
        for edge in (mark.start, mark.end):
            around = release.text[max(0, edge - 1) : edge + 1]
            if 0 < edge < len(release.text) and all(map(_spelt, around)):
                word = " ".join(release.text[max(0, mark.start - 10) : mark.end + 10].split())
                yield Fault(
                    release.path, mark.line, f"<{mark.tag}> {release.marked(mark)!r} cuts a word: …{word}…"
                )
                break


def _spelt(character: str) -> bool:
    """Say whether a character is one of those that words with spaces between are made of."""
    return character.isalnum() and not UNSPACED.match(character)


def _of_corpus(path: Path, release: GoldRelease) -> Iterator[Fault]:
    if release.licence != CC0:
        yield Fault(str(path), 0, f"licence {release.licence or 'not stated'}: the corpus is {CC0}")
    if release.language not in known_languages():
        yield Fault(str(path), 0, f"xml:lang={release.language!r}: one of {', '.join(known_languages())}")
    elif release.language != path.parent.name:
        yield Fault(str(path), 0, f"xml:lang={release.language!r} in the folder {path.parent.name!r}")


def _same_texts(releases: Mapping[str, GoldRelease]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for key, release in releases.items():
        if release.text in seen:
            yield Fault(release.path, 0, f"the same text as {seen[release.text]}")
        seen[release.text] = key


def _leaks(releases: Mapping[str, GoldRelease], splits: Mapping[str, str]) -> Iterator[Fault]:
    trained: dict[tuple[str, str], str] = {}
    for key, release in releases.items():
        if splits.get(key) == "train":
            trained.update({(release.language, each.name.casefold()): key for each in release.everybody()})
    for key, release in releases.items():
        if splits.get(key) not in {"dev", "test"}:
            continue
        for each in release.everybody():
            home = trained.get((release.language, each.name.casefold()))
            if home:
                what = (
                    f"{each.name!r} is in the train split too ({home}): names of dev and test are their own"
                )
                yield Fault(release.path, each.line, what)
