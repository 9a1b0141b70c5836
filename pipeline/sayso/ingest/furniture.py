"""What of a page is not its text, told by tags, roles and names: knowledge, apart from its use."""

from __future__ import annotations

import re
from typing import Final

SILENT: Final = frozenset({
    "head", "script", "style", "template", "noscript", "svg", "math", "canvas", "iframe", "object",
    "embed", "audio", "video", "map", "select", "option", "button", "input", "textarea", "datalist",
    "meter", "progress", "rt", "rp", "frameset",
})  # fmt: skip
"""Tags that show no running text."""

BLOCKS: Final = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p",
    "pre", "section", "summary", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    "ul", "legend", "optgroup",
})  # fmt: skip
"""Tags before and after which a block ends."""

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

FURNITURE_TAGS: Final = frozenset({"nav", "aside", "dialog", "menu", "form"})
"""Furniture wherever they stand."""

PAGE_EDGES: Final = frozenset({"header", "footer"})
"""Furniture unless inside an article or around the headline."""

FURNITURE_ROLES: Final = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog",
    "menu", "menubar", "toolbar",
})  # fmt: skip

FURNITURE_NAMES: Final = frozenset({
    "nav", "navbar", "navigation", "menu", "submenu", "sidebar", "breadcrumb", "breadcrumbs",
    "cookie", "cookies", "cookiebar", "cookiebanner", "consent", "gdpr", "onetrust", "share",
    "sharing", "sharebar", "social", "socials", "related", "recommended", "newsletter", "subscribe",
    "subscription", "signup", "login", "popup", "modal", "overlay", "pagination", "pager",
    "comments", "comment", "disqus", "advert", "advertisement", "ads", "adsense", "banner", "promo",
    "skip", "skiplink", "toolbar", "tags", "tagcloud", "byline", "copyright", "imprint", "masthead",
    "foot", "footer", "topbar", "widget", "print",
})  # fmt: skip
"""Words of a class or id, as in ``related-articles`` or ``cookieBanner``."""

FURNITURE_COMPOUNDS: Final = frozenset({"entry-meta", "post-meta", "posted-on", "entry-footer", "post-tags"})
"""Whole classes and ids: WordPress's lines of author and date, and of tags."""

NEVER_FURNITURE: Final = frozenset({
    "html", "body", "main", "article", "h1", "h2", "p", "li", "td", "tr", "tbody", "table", "span",
    "b", "i", "em", "strong", "a",
})  # fmt: skip
"""Tags whose class and id say nothing about their being furniture."""

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def is_named_furniture(names: str) -> bool:
    """Tell whether a class or id names furniture."""
    if not FURNITURE_COMPOUNDS.isdisjoint(names.lower().split()):
        return True
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
