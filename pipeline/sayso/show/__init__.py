"""A release to read: its text with people, roles, organisations and quotes marked in it.

`marks` says what is marked, `weave` nests what overlaps, `reading` prints to a terminal, `page` makes one
self-contained HTML page (`page.html`, `page.css`).
"""

from __future__ import annotations

from sayso.show.page import html_page
from sayso.show.reading import print_release

__all__ = ["html_page", "print_release"]
