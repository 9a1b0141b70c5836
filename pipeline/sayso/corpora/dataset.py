"""A gold corpus as a Hugging Face dataset: one row a release, offsets in code points of its text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from sayso.corpora.as_record import gold_record
from sayso.corpora.gold import SPLITS, split_paths
from sayso.corpora.tei import read_tei
from sayso.record import MentionForm, QuoteKind, Record

if TYPE_CHECKING:
    from datasets import DatasetDict, Features

SPAN_LABELS = ("person", "organisation", "place", "role", "product", "event", "cue", "direct", "indirect")


def dataset(folder: Path) -> DatasetDict:
    """Return train, dev and test of a corpus, typed by `features`.

    Raises `GoldError` if the folder has no listing or a file breaks the annotation rules.
    """
    from datasets import Dataset, DatasetDict

    typed = features()

    def typed_rows(split: str) -> Dataset:
        rows = [row(gold_record(read_tei(path)), folder) for path in split_paths(folder, split)]
        # By column: of no rows `from_list` would make no columns.
        return Dataset.from_dict({name: [each[name] for each in rows] for name in typed}, features=typed)

    return DatasetDict({split: typed_rows(split) for split in SPLITS})


def features() -> Features:
    """Return the columns and their types.

    ``spans`` has every name, role, cue and piece of speech under one of `SPAN_LABELS`; ``people``,
    ``organisations`` and ``quotes`` say what belongs together, with the ids that they point at each other by.
    """
    from datasets import ClassLabel, Features, Value

    text, number = Value("string"), Value("int32")
    place = {"start": number, "end": number, "text": text}
    mentions = [{**place, "form": ClassLabel(names=list(get_args(MentionForm)))}]
    return Features(
        {
            "id": text,
            "path": text,
            "language": text,
            "title": text,
            "issuer": text,
            "text": text,
            "spans": [{**place, "label": ClassLabel(names=list(SPAN_LABELS))}],
            "people": [
                {"id": text, "name": text, "mentions": mentions, "roles": [{**place, "organisation": text}]}
            ],
            "organisations": [{"id": text, "name": text, "mentions": mentions}],
            "quotes": [
                {
                    "id": text,
                    "kind": ClassLabel(names=list(get_args(QuoteKind))),
                    "text": text,
                    "spans": [place],
                    "speaker": text,
                    "speaker_name": text,
                    "speaker_mention": place,
                    "cue": place,
                }
            ],
        }
    )


def row(record: Record, folder: Path) -> dict[str, Any]:
    """Return the row of a record; ``path`` is relative to the corpus folder, without suffix."""
    path = Path(record.source.uri)
    return {
        "id": record.id,
        "path": path.relative_to(folder).with_suffix("").as_posix(),
        "language": record.language.code,
        "title": record.title,
        "issuer": record.issuer,
        "text": record.text,
        "spans": sorted(_spans(record), key=lambda span: (span["start"], -span["end"])),
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "mentions": [mention.model_dump() for mention in person.mentions],
                "roles": [
                    {**place.model_dump(), "organisation": role.organisation}
                    for role in person.roles
                    for place in role.mentions
                ],
            }
            for person in record.people
        ],
        "organisations": [
            {
                "id": each.id,
                "name": each.name,
                "mentions": [mention.model_dump() for mention in each.mentions],
            }
            for each in record.organisations
        ],
        "quotes": [_quote(record, order) for order in range(len(record.quotes))],
    }


def _quote(record: Record, order: int) -> dict[str, Any]:
    quote = record.quotes[order]
    speaker = quote.speaker
    return {
        "id": quote.id,
        "kind": quote.kind,
        "text": quote.text,
        "spans": [span.model_dump() for span in quote.spans],
        "speaker": speaker.id if speaker else None,
        "speaker_name": speaker.name if speaker else None,
        "speaker_mention": speaker.mention.model_dump() if speaker else None,
        "cue": quote.cue.model_dump() if quote.cue else None,
    }


def _spans(record: Record) -> list[dict[str, Any]]:
    labelled = [("person", m) for each in record.people for m in each.mentions if m.form == "name"]
    labelled += [
        ("organisation", m) for each in record.organisations for m in each.mentions if m.form == "name"
    ]
    labelled += [(each.kind, m) for each in record.entities for m in each.mentions]
    spans = [(label, mention.start, mention.end) for label, mention in labelled]
    spans += [
        ("role", m.start, m.end) for each in record.people for role in each.roles for m in role.mentions
    ]
    cues = {(quote.cue.start, quote.cue.end) for quote in record.quotes if quote.cue}
    spans += [("cue", start, end) for start, end in cues]
    for quote in record.quotes:
        label = "direct" if quote.kind == "direct" else "indirect"
        spans += [(label, span.start, span.end) for span in quote.spans]
    return [
        {"start": start, "end": end, "text": record.text[start:end], "label": label}
        for label, start, end in spans
    ]
