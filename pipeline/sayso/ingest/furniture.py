"""What of a page is not its text, told by tags, roles and names: the knowledge, apart from the code that uses it."""

from __future__ import annotations

import re
from typing import Final

SILENT: Final = frozenset(
    "head script style template noscript svg math canvas iframe object embed audio video map select"
    " option button input textarea datalist meter progress rt rp frameset".split()
)
"""Tags that show no running text."""

BLOCKS: Final = frozenset(
    "html body address article aside blockquote center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section"
    " summary table caption thead tbody tfoot tr td th ul legend optgroup".split()
)
"""Tags before and after which a block ends."""

HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())

FURNITURE_TAGS: Final = frozenset("nav aside dialog menu form".split())
"""Furniture wherever they stand."""

PAGE_EDGES: Final = frozenset("header footer".split())
"""Furniture unless inside an article or around the headline."""

FURNITURE_ROLES: Final = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar".split()
)

FURNITURE_NAMES: Final = frozenset(
    "nav navbar navigation menu submenu sidebar breadcrumb breadcrumbs cookie cookies cookiebar"
    " cookiebanner consent gdpr onetrust share sharing sharebar social socials related recommended"
    " newsletter subscribe subscription signup login popup modal overlay pagination pager comments"
    " comment disqus advert advertisement ads adsense banner promo skip skiplink toolbar tags"
    " tagcloud masthead footer topbar widget print".split()
)
"""Words of a class or id, as in ``related-articles`` or ``cookieBanner``."""

NEVER_FURNITURE: Final = frozenset("html body main article h1 h2 p li td tr tbody table span b i em strong a".split())
"""Tags whose class and id say nothing about their being furniture."""

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_named_furniture(names: str) -> bool:
    """Tell whether a class or id names furniture."""
    return any(word.lower() in FURNITURE_NAMES for word in _WORDS.findall(names))


def is_hidden(attributes: dict[str, str]) -> bool:
    """Tell whether an element is not shown."""
    style = attributes.get("style", "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or "display:none" in style
        or "visibility:hidden" in style
        or "mso-hide:all" in style
    )
