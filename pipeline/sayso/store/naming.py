"""Names as they are compared across releases: without case, accents, punctuation and legal form."""

from __future__ import annotations

from sayso.languages import language_data
from sayso.stages.names import name_form, without_legal_form
from sayso.store.folding import fold_letters


def person_key(name: str) -> str:
    """Return a person's name as it is compared: `Vicky  ZHANG` and `Vicky Zhang` are one."""
    return fold_letters(" ".join(name_form(name).words) or name.strip().casefold())


def organisation_key(name: str, language: str) -> str:
    """Return an organisation's name as it is compared: `Velaria S.p.A.` and `VELARIA` are one.

    ``language`` is the code of the release's language, whose legal forms count beside the general ones.
    """
    bare = without_legal_form(name, language_data(language))
    return fold_letters(" ".join(name_form(bare).words) or name.strip().casefold())
