"""Sources to records: load the pipeline, and run texts through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sayso.errors import ConfigError, SourceError
from sayso.ingest import SourceText, read_sources
from sayso.record import Record
from sayso.resources import resource

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST_TEXT = 5_000_000
TOGETHER = 32


def load(
    config: str | Path = "default", *, lang: str | None = None, model: str | Path | None = None
) -> Language:
    """Return the pipeline: ``nlp(text)._.record`` is the record of a text.

    ``config`` names a shipped config or a file; ``lang`` is a language code to take for all texts;
    ``model`` is the name or folder of a model to take instead of the config's.
    Raises `ConfigError` if the config cannot work, `ModelError` if its model is missing.
    """
    from spacy.util import load_model_from_config
    from thinc.api import Config

    from sayso import components  # noqa: F401  registers the factories where entry points are not read

    path = config_path(config)
    try:
        settings = Config().from_disk(path)
        _force(settings, lang)
        for component in _own_components(settings):
            if model is not None and "model" in component:
                component["model"] = str(model)
        nlp = load_model_from_config(settings, auto_fill=True)
    except ValueError as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from error
    nlp.max_length = LONGEST_TEXT + 1
    return nlp


def config_path(config: str | Path) -> Path:
    """Return the file of a config given by path or by the name of a shipped one."""
    for path in (Path(config), resource("configs") / f"{config}.cfg"):
        if path.is_file():
            return path
    shipped = ", ".join(sorted(path.stem for path in resource("configs").glob("*.cfg")))
    raise ConfigError(f"no config {str(config)!r}: name a .cfg file, or one of: {shipped}")


def known_language(lang: str) -> str:
    """Return a language code; raises `ConfigError` if nothing is known of the language."""
    from sayso.languages import known_languages

    if lang not in known_languages():
        raise ConfigError(f"no language {lang!r}: one of {', '.join(known_languages())}")
    return lang


def _own_components(settings: Any) -> list[Any]:
    """Return the blocks of the components that are sayso's."""
    blocks = settings.get("components", {}).values()
    return [block for block in blocks if str(block.get("factory", "")).startswith("sayso_")]


def _force(settings: Any, lang: str | None) -> None:
    if lang is None:
        return
    for component in _own_components(settings):
        if component["factory"] == "sayso_language":
            component["forced"] = known_language(lang)


def extract(
    locations: Iterable[str | Path],
    *,
    config: str | Path = "default",
    lang: str | None = None,
    text_column: str | None = None,
    stdin: BinaryIO | None = None,
    on_failure: Callable[[SourceError], None] | None = None,
) -> Iterator[Record]:
    """Yield the record of every release in files, folders, globs and standard input (``-``).

    With ``on_failure`` an input that fails is handed to it and the others go on; without, the first
    failure is raised.
    """
    nlp = load(config, lang=lang)
    sources = read_sources(locations, text_column=text_column, stdin=stdin, on_failure=on_failure)
    yield from records(nlp, sources)


def records(nlp: Language, sources: Iterable[SourceText]) -> Iterator[Record]:
    """Yield the record of each source text, in their order."""
    stream = iter(sources)
    while batch := list(islice(stream, TOGETHER)):
        with nlp.memory_zone():  # or spaCy would keep every word that it has ever seen
            found = [doc._.record for doc in nlp.pipe([doc_of(nlp, source) for source in batch])]
        yield from found


def doc_of(nlp: Language, source: SourceText) -> Doc:
    """Return the Doc of a source text, before any stage; it knows what its source states."""
    from sayso.layers import Origin, layers_of

    doc = nlp.make_doc(source.text)
    layers = layers_of(doc)
    layers.text = source.text  # as spaCy would join it from the tokens
    layers.origin = Origin(source.source, source.title, source.date, source.language_hint, source.warnings)
    return doc


def staged_record(nlp: Language, source: SourceText, tell: Callable[[str], None]) -> Record:
    """Return the record of one source text; ``tell`` hears the name of each component before it runs."""
    with nlp.memory_zone():
        doc = doc_of(nlp, source)
        for name, component in nlp.pipeline:
            tell(name)
            doc = component(doc)
        record: Record = doc._.record
    return record
