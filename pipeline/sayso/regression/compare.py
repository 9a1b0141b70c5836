"""Compare a record with what is expected of it: only the parts that the expectation names.

Both are seen as a reader would: who is meant by an id is told by the name, so that a record in which one
more person is found does not differ in every reference. Lists are compared as wholes, in any order: what is
missing and what is too much are differences. Ids, confidences, source and producer are never compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from sayso.record import Record

UNCOMPARED = frozenset({"schema", "id", "source", "producer", "confidence"})
# What an item of a list is called by, in this order.
_LABELS = ("name", "text", "title", "kind", "form")
LONGEST_LABEL = 40
# From this likeness on two items of a list are one that changed, and not one missing and one too much.
ALIKE = 0.5
_NOTHING = object()


class Difference(NamedTuple):
    """One difference: which part, what was expected (empty: nothing of the kind) and what was found."""

    part: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.part}\n    expected: {self.expected}\n    found:    {self.found}"


def differences(record: Record, expected: Mapping[str, Any]) -> list[Difference]:
    """Return how a record differs from an expectation, which has the form of a record or of a part of one."""
    found = readable(record.model_dump(mode="json", by_alias=True))
    return list(_compare("", readable(expected), found))


def readable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record or a part of one, as plain data, with names in place of ids."""
    names = {
        each["id"]: each["name"]
        for layer in ("people", "organisations")
        for each in _dicts(data.get(layer))
        if "id" in each and "name" in each
    }

    def named(value: Any, key: str = "") -> Any:
        if isinstance(value, Mapping):
            return {inner: named(each, inner) for inner, each in value.items()}
        if isinstance(value, list):
            return [named(each) for each in value]
        return (
            names.get(value, value) if key in {"issuer", "organisation"} and isinstance(value, str) else value
        )

    view: dict[str, Any] = named(data)
    return view


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _compare(part: str, expected: Any, found: Any) -> Iterator[Difference]:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        for key, value in expected.items():
            if key in UNCOMPARED:
                continue
            inner = f"{part}.{key}" if part else key
            if key not in found:
                yield Difference(
                    inner, _shown(value), f"a record has no {key!r} here; it has {', '.join(found)}"
                )
            else:
                yield from _compare(inner, value, found[key])
    elif isinstance(expected, list) and isinstance(found, list):
        yield from _compare_lists(part, expected, found)
    elif expected != found:
        yield Difference(part, _shown(expected), _shown(found))


def _compare_lists(part: str, expected: list[Any], found: list[Any]) -> Iterator[Difference]:
    ranked = sorted(
        ((_likeness(e, f), -i, -j) for i, e in enumerate(expected) for j, f in enumerate(found)), reverse=True
    )
    pairs: dict[int, int] = {}
    for likeness, i, j in ranked:
        if likeness >= ALIKE and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    for i, item in enumerate(expected):
        label = f"{part}[{_label(item)}]"
        if i in pairs:
            yield from _compare(label, item, found[pairs[i]])
        else:
            yield Difference(label, _shown(item), "nothing like it")
    for j, item in enumerate(found):
        if j not in pairs.values():
            shape = next((each for each in expected if isinstance(each, Mapping)), None)
            shown = (
                {key: item[key] for key in shape if key in item}
                if shape and isinstance(item, Mapping)
                else item
            )
            yield Difference(f"{part}[{_label(item)}]", "nothing of the kind", _shown(shown))


def _likeness(expected: Any, found: Any) -> float:
    """Return from 0 to 1 how much of what is expected is in what was found."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        parts = [
            _likeness(value, found.get(key, _NOTHING))
            for key, value in expected.items()
            if key not in UNCOMPARED
        ]
        return sum(parts) / len(parts) if parts else 1.0
    if isinstance(expected, str) and isinstance(found, str) and expected != found:
        return 0.9 * SequenceMatcher(None, expected, found, autojunk=False).ratio()
    if isinstance(expected, list) and isinstance(found, list) and expected != found:
        best = [max((_likeness(e, f) for f in found), default=0.0) for e in expected]
        return sum(best) / max(len(expected), len(found))
    return float(expected == found)


def _label(item: Any) -> str:
    if not isinstance(item, Mapping):
        return _shown(item)
    label = next((str(item[key]) for key in _LABELS if item.get(key)), "…")
    return repr(label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…")


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        inner = (f"{key}: {_shown(each)}" for key, each in value.items() if key not in UNCOMPARED)
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_shown(each) for each in value)}]"
    return repr(value)
