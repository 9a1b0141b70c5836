"""Small annotated releases, written where a test needs them."""

from __future__ import annotations

from pathlib import Path

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
ROE = (
    '<person xml:id="roe"><persName>Jo Roe</persName>'
    "<affiliation><roleName>head</roleName></affiliation></person>"
)
ACME = '<org xml:id="acme"><orgName>Acme Ltd</orgName></org>'


def tei(
    body: str, *, people: str = ROE, organisations: str = ACME, lang: str = "en", licence: str = CC0
) -> str:
    """Return an annotated release; its body begins on line 10."""
    return f"""<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{lang}">
<teiHeader><fileDesc><titleStmt><title>A test</title></titleStmt>
<publicationStmt><availability><licence target="{licence}"/></availability></publicationStmt>
<sourceDesc><p>Written for this test.</p></sourceDesc></fileDesc><profileDesc><particDesc>
<listPerson>
{people}
</listPerson>
<listOrg>{organisations}</listOrg></particDesc></profileDesc></teiHeader>
<text><body>
{body}
</body></text></TEI>
"""


def write(path: Path, body: str, **options: str) -> Path:
    """Write an annotated release and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tei(body, **options), encoding="utf-8")
    return path


NAMED = '<p><persName ref="#roe">Jo Roe</persName> runs <orgName ref="#acme">Acme Ltd</orgName>.</p>'
