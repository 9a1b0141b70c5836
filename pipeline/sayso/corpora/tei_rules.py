"""The rules that the marks of an annotated release keep: references, attributes, chains of quotes."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sayso.corpora.release import GoldRelease, Mark, Report


class _Pointer(NamedTuple):
    """An attribute that points somewhere: what each of its pointers points at.

    With ``repeats`` there may be more of the one kind: two siblings under one surname, two quotes of one cue.
    """

    attribute: str
    kinds: tuple[str, ...]
    required: bool = True
    repeats: bool = False


_POINTERS: Mapping[str, tuple[_Pointer, ...]] = {
    "persName": (_Pointer("ref", ("person",), repeats=True),),
    "orgName": (_Pointer("ref", ("org",), repeats=True),),
    "roleName": (_Pointer("corresp", ("person", "org")),),
    "said": (
        _Pointer("who", ("person or org",), required=False),
        _Pointer("prev", ("said",), required=False),
    ),
    "seg": (_Pointer("corresp", ("said",), repeats=True),),
}
_VALUES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "said": {"direct": frozenset({"true", "false"})},
    "seg": {"type": frozenset({"cue"})},
    "rs": {"type": frozenset({"person", "org"})},
    "name": {"type": frozenset({"product", "event"})},
}
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "persName": frozenset({"ref"}),
    "orgName": frozenset({"ref"}),
    "roleName": frozenset({"corresp"}),
    "placeName": frozenset(),
    "name": frozenset({"type"}),
    "rs": frozenset({"type", "ref"}),
    "said": frozenset({"id", "who", "direct", "prev"}),
    "seg": frozenset({"type", "corresp"}),
    "q": frozenset(),
}


def check_marks(release: GoldRelease, report: Report) -> None:
    """Report every mark that breaks a rule, and everybody in the header whom no mark names."""
    said = _quotes(release, report)
    known: dict[str, AbstractSet[str]] = {
        "person": release.people.keys(),
        "org": release.organisations.keys(),
        "person or org": release.people.keys() | release.organisations.keys(),
        "said": said.keys(),
    }
    for mark in release.marks:
        _check_pointers(mark, known, report)
        _check_attributes(mark, report)
    _check_chains(release, said, report)
    mentioned = {pointer for mark in release.marks for pointer in mark.pointers("ref")}
    for each in release.everybody():
        if each.id not in mentioned:
            report(each.line, f"#{each.id} is in the header but never marked in the text")


def _quotes(release: GoldRelease, report: Report) -> dict[str, Mark]:
    """Return the `said` marks by their ids, in text order."""
    said: dict[str, Mark] = {}
    others = release.people.keys() | release.organisations.keys()
    for mark in release.marks:
        if mark.tag == "said":
            key = mark.attributes.get("id", "")
            if not key or key in said or key in others:
                report(mark.line, f"<said> needs an xml:id of its own, has {key!r}")
            said.setdefault(key, mark)
    return said


def _check_pointers(mark: Mark, known: Mapping[str, AbstractSet[str]], report: Report) -> None:
    rules = _POINTERS.get(mark.tag, ())
    if mark.tag == "rs" and mark.attributes.get("type") in {"person", "org"}:
        rules = (_Pointer("ref", (mark.attributes["type"],), repeats=True),)
    for rule in rules:
        pointers = mark.pointers(rule.attribute)
        if rule.required and not pointers:
            report(mark.line, f"<{mark.tag}> has no {rule.attribute}")
        kinds = rule.kinds * max(1, len(pointers)) if rule.repeats else rule.kinds
        if len(pointers) > len(kinds):
            report(
                mark.line, f"<{mark.tag}> {rule.attribute}: {len(pointers)} pointers, at most {len(kinds)}"
            )
        for pointer, kind in zip(pointers, kinds, strict=False):
            if pointer not in known[kind]:
                report(mark.line, f"<{mark.tag}> {rule.attribute}: #{pointer} is no {kind} of this file")


def _check_attributes(mark: Mark, report: Report) -> None:
    for name, values in _VALUES.get(mark.tag, {}).items():
        if mark.attributes.get(name) not in values:
            allowed = " or ".join(sorted(values))
            report(mark.line, f"<{mark.tag}> {name}={mark.attributes.get(name)!r}: {allowed}")
    for name in mark.attributes.keys() - _ATTRIBUTES.get(mark.tag, mark.attributes.keys()):
        report(mark.line, f"<{mark.tag}> has an unknown attribute {name!r}")


def _check_chains(release: GoldRelease, said: Mapping[str, Mark], report: Report) -> None:
    """Check what hangs together: the pieces of one utterance, reported speech with its cue and speaker."""
    cued = {pointer for mark in release.marks if mark.tag == "seg" for pointer in mark.pointers("corresp")}
    for key, mark in said.items():
        for previous in mark.pointers("prev"):
            before = said.get(previous)
            if before is None:
                continue
            if before.start >= mark.start:
                report(mark.line, f"<said> prev: #{previous} does not stand before it")
            if mark.pointers("who") != before.pointers("who"):
                report(mark.line, f"<said> and #{previous} before it are said by different people (who)")
        if mark.attributes.get("direct") == "false" and not mark.pointers("prev"):
            _check_reported(key, mark, said, cued, report)
    _check_fragments(release, said, report)


def _check_reported(
    key: str, mark: Mark, said: Mapping[str, Mark], cued: AbstractSet[str], report: Report
) -> None:
    """Reported speech without marks is speech only where a cue and a speaker are both there."""
    chain = {key}
    for other, piece in said.items():
        if chain & set(piece.pointers("prev")):
            chain.add(other)
    if not chain & cued:
        report(mark.line, f'<said direct="false">: no <seg type="cue"> points at #{key}')
    if not mark.pointers("who"):
        report(mark.line, f'<said direct="false">: #{key} has no speaker (who)')


def _check_fragments(release: GoldRelease, said: Mapping[str, Mark], report: Report) -> None:
    reported = [mark for mark in said.values() if mark.attributes.get("direct") == "false"]
    for mark in release.marks:
        inside = any(piece.start <= mark.start and mark.end <= piece.end for piece in reported)
        if mark.tag == "q" and not inside:
            report(mark.line, '<q> stands outside <said direct="false">')
