"""Whose announcement a release is: every organisation gets named features, learned weights choose.

The model says of every mention whether it is the issuer's; a reader looks at who is named in the headline,
who opens the story, whom the boilerplate describes and whose people answer at the contact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayso.encoder.evidence import bounded_log
from sayso.languages import LanguageData
from sayso.languages.match import phrases
from sayso.record import Organisation, Section
from sayso.stages.names import fold, has_legal_form, name_form, without_legal_form
from sayso.stages.ranking import Ranking
from sayso.text import Stretch

if TYPE_CHECKING:
    from sayso.layers import Tags

# So many characters from where a section begins, a name opens it.
OPENING = 120
OPENING_BOILERPLATE = 60
MOST_BEFORE = 3
_DOMAIN = re.compile(r"(?:@|https?://(?:www\.)?|www\.)([\w-]+)\.", re.UNICODE)
_HEADS = ("headline", "subhead")


def find_issuer(
    text: str,
    organisations: Sequence[Organisation],
    sections: Sequence[Section],
    tags: Tags,
    data: LanguageData,
    ranking: Ranking,
) -> str | None:
    """Return the id of the organisation whose announcement this is, if there is any."""
    options = issuer_options(text, organisations, sections, tags, data)
    scores = [ranking.issuer.score(features) for features in options]
    best = max(range(len(scores)), key=lambda order: (scores[order], -order), default=None)
    return None if best is None else organisations[best].id


def issuer_options(
    text: str,
    organisations: Sequence[Organisation],
    sections: Sequence[Section],
    tags: Tags,
    data: LanguageData,
) -> list[dict[str, float]]:
    """Return the named features of each organisation as the issuer."""
    total = sum(len(organisation.mentions) for organisation in organisations)
    most = max((len(organisation.mentions) for organisation in organisations), default=0)
    domains = {fold(domain).replace("-", "") for domain in _DOMAIN.findall(text)}
    firsts = _first_named(organisations, sections)
    sure = {Stretch(span.start, span.end): span.score for span in tags.names}
    places = {fold(text[span.start : span.end]) for span in tags.names if span.kind == "place"}
    kinds = phrases(data.organisation_nouns)
    heard = tags.evidence
    options = []
    for order, organisation in enumerate(organisations):
        forms = {mention.text for mention in organisation.mentions}
        bare = {without_legal_form(form, data) for form in forms}
        letters = {"".join(name_form(form).words) for form in bare}
        issuing = [heard.mean(heard.issuer, Stretch(m.start, m.end)) for m in organisation.mentions]
        features = _places_in_release(organisation, sections)
        contact_alone = features.keys() == {"in the contact"}
        features |= {
            f"first of the {kind}": 1.0 for kind, first in firsts.items() if first == organisation.id
        }
        features |= {
            "share": len(organisation.mentions) / total,
            "named most": float(len(organisation.mentions) == most),
            "named before": min(order, MOST_BEFORE) / MOST_BEFORE,
            "company": float(any(has_legal_form(form, data) for form in forms)),
            "kind of organisation": float(any(kinds.search(form) for form in forms)),
            "domain": float(_is_domain(letters, domains) and not contact_alone),
            "place": float(any(fold(form) in places for form in forms)),
            "model: a name": max(sure.get(Stretch(m.start, m.end), 0.5) for m in organisation.mentions),
            "model: issues, most": max(issuing),
            "model: issues, mean": sum(issuing) / len(issuing),
            "model: issues, log": bounded_log(max(issuing)),
        }
        options.append(features)
    return options


def _is_domain(names: set[str], domains: set[str]) -> bool:
    return any(d and n and (d in n or (len(n) > 3 and n in d)) for d in domains for n in names)


def _first_named(organisations: Sequence[Organisation], sections: Sequence[Section]) -> dict[str, str]:
    """Return which organisation is named first in the heads, the story, the boilerplate, the contact."""
    mentions = sorted((m.start, each.id) for each in organisations for m in each.mentions)
    firsts: dict[str, str] = {}
    for start, organisation in mentions:
        kind = next((s.kind for s in sections if s.start <= start < s.end), "body")
        firsts.setdefault("heads" if kind in _HEADS else kind, organisation)
    return firsts


def _places_in_release(organisation: Organisation, sections: Sequence[Section]) -> dict[str, float]:
    """Return in which parts of the release an organisation is named, and which parts it opens."""
    body = next((section for section in sections if section.kind == "body"), None)
    found: dict[str, float] = {}
    for mention in organisation.mentions:
        for section in sections:
            if not section.start <= mention.start < section.end:
                continue
            found[f"in the {section.kind}"] = 1.0
            into = mention.start - section.start
            if section is body and into < OPENING:
                found["opens the story"] = 1.0
            if section.kind == "boilerplate" and into < OPENING_BOILERPLATE:
                found["opens a boilerplate"] = 1.0
            if section.kind in _HEADS and into == 0:
                found["opens a head"] = 1.0
    return found
