"""The shape of a language file.

Every list entry is a word or phrase as it stands in running text, lower case unless the case
matters; ``*`` at the end stands for any ending (``dichiar*``), at the beginning for any stem (``*rebbe``).
Entries of ``base.yaml`` hold in every language and come after the language's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from typing_extensions import Self


def _tidy(entries: tuple[str, ...]) -> tuple[str, ...]:
    for entry in entries:
        if not entry or entry != entry.strip() or "*" in entry[1:-1]:
            raise ValueError(f"{entry!r}: no empty entries, no spaces around, `*` only at an end")
    doubled = {entry for entry in entries if entries.count(entry) > 1}
    if doubled:
        raise ValueError(f"listed twice: {', '.join(sorted(doubled))}")
    return entries


Words = Annotated[tuple[str, ...], AfterValidator(_tidy)]
MarkPair = tuple[str, str]


class _Knowledge(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quotation(_Knowledge):
    """How the language's press marks speech, the most usual pair first."""

    outer: tuple[MarkPair, ...] = Field(description="opening and closing mark of speech")
    inner: tuple[MarkPair, ...] = Field((), description="marks of a quote in a quote")
    dash_speech: bool = Field(False, description="a dash at the start of a paragraph opens speech")


class Cues(_Knowledge):
    """The words that introduce what somebody says."""

    verbs: Words = Field(description="reporting verbs: the forms that a third person's speech is told in")
    auxiliaries: Words = Field(
        (), description="auxiliaries and clitics that belong to the cue: ha, hat, si è"
    )
    particles: Words = Field((), description="parts of verbs that stand behind: teilte er mit, voegt ze toe")
    before_speaker: Words = Field((), description="according to, secondo, laut: the speaker follows")
    after_speaker: Words = Field((), description="zufolge, szerint, mukaan: the speaker precedes")
    complementisers: Words = Field((), description="that, che, dass: open a reported clause")
    reported_mood: Words = Field((), description="habe, sei: verb forms that only reported speech has")
    reportative: Words = Field(
        (), description="prý, *mış, ska ha: forms that tell what others say without vouching for it"
    )
    shifted: Words = Field(
        (),
        description="would, *ría: verb forms of reported speech that other sentences have too",
    )
    topics: Words = Field((), description="は, も: part a speaker from what is reported")


class Pronouns(_Knowledge):
    """Third-person pronouns that a speaker is told by."""

    feminine: Words = ()
    masculine: Words = ()
    neutral: Words = ()


class GivenNames(_Knowledge):
    """Given names that only women, or only men, bear where the language is spoken."""

    feminine: Words = ()
    masculine: Words = ()

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        both = set(map(str.casefold, self.feminine)).intersection(map(str.casefold, self.masculine))
        if both:
            raise ValueError(
                f"names of both women and men tell nothing, leave them out: {', '.join(sorted(both))}"
            )
        return self


class Nominals(_Knowledge):
    """Nouns that point back at a speaker; articles and demonstratives that stand before them."""

    person: Words = Field((), description="manager, Geschäftsführerin, la dirigeante: no article")
    organisation: Words = Field((), description="company, azienda, Konzern: no article")
    articles: Words = Field((), description="articles and demonstratives, elided ones with apostrophe")
    earlier: Words = Field((), description="former, premier, Erstere: the one of two who was named first")
    later: Words = Field((), description="latter, dernier, Letztere, second: the one who was named last")
    spokespeople: Words = Field((), description="spokeswoman, Sprecher: unnamed, their organisation speaks")
    incoming: Words = Field((), description="new, künftige, neo: who takes a role over")
    outgoing: Words = Field((), description="outgoing, scheidende, uscente: who gives a role up")


class Roles(_Knowledge):
    """How job titles are built."""

    nouns: Words = Field(description="heads of titles, all genders, numbers and cases in use")
    modifiers: Words = Field(
        (), description="words that go with a head: senior, generale, stellvertretend*, ex"
    )
    joiners: Words = Field((), description="and, e, und: two roles of one person")
    former: Words = Field((), description="before a role that is held no more: former, ehemalige, già")
    of: Words = Field((), description="between a role and its organisation: of, di, della, bei, at")


class Headings(_Knowledge):
    """The words that open the parts of a release that are not its story."""

    boilerplate: Words = Field(description="About, Informazioni su, Über: the name of the company may follow")
    contact: Words = Field(description="Press contact, Contatti stampa, Pressekontakt")
    embargo: Words = Field((), description="Embargoed until, Sperrfrist")
    end: Words = Field((), description="end marks beside ### and -30-: ends, Ende, fin")
    immediate: Words = Field(
        (), description="for immediate release, Pressemitteilung, comunicato stampa: a label, no headline"
    )


class LanguageData(_Knowledge):
    """All that sayso knows of one language."""

    code: str = Field(pattern="^[a-z]{2}$")
    name: str
    native_name: str
    close_to: Words = Field((), description="codes of languages that a short text cannot be told from")
    quotation: Quotation
    cues: Cues
    pronouns: Pronouns = Pronouns()
    given_names: GivenNames = GivenNames()
    given_name_last: bool = Field(False, description="the family name comes first: Nagy Anna, 山田 花子")
    nominals: Nominals = Nominals()
    roles: Roles
    honorifics: Words = Field((), description="before or after a name: Dr., Frau, dott., 氏, さん")
    honorifics_behind: Words = Field(
        (), description="of those, the ones that stand behind a name, if words have spaces between: Bey, úr"
    )
    honorifics_feminine: Words = Field((), description="of a woman only: Ms, Frau, señora, 女士")
    honorifics_masculine: Words = Field((), description="of a man only: Mr, Herr, señor, 先生")
    legal_forms: Words = Field((), description="S.p.A., GmbH, Oy, 株式会社, in the case they are written in")
    organisation_nouns: Words = Field(
        (), description="words in names of organisations: Bank, Università, Verein"
    )
    dependent_bodies: Words = Field(
        (), description="bodies that bear another's name, in scripts without spaces: 労働組合, 工会"
    )
    regions: Words = Field(
        (), description="what makes another organisation of a name: Europe, UK, International"
    )
    case_endings: Words = Field(
        (), description="endings that inflection adds to names: -ssa, -nak, -owi, without hyphen"
    )
    nominative_endings: Words = Field((), description="of those, the ones that base forms end in: -a, -ς")
    definite_endings: Words = Field(
        (), description="endings of a noun that is known: -en in Forsyningen, of Hvidsten Forsyning"
    )
    question_marks: str = Field("", description="characters that end a question, besides ? and ？: Greek ;")
    abbreviations: Words = Field((), description="with their full stop; they do not end a sentence")
    headings: Headings
