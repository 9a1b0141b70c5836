"""How much of an input is read before it is given up: every bound of this package, in one place."""

from __future__ import annotations

from typing import Final

MOST_CHARACTERS: Final = 5_000_000
"""A text may be this long; longer ones are no release."""

MOST_TEXT_BYTES: Final = 4 * MOST_CHARACTERS + 4
"""What the longest text takes in the widest encoding, with its byte order mark."""

MOST_FILE_BYTES: Final = 200_000_000
"""A PDF, DOCX or mail may be this big: pictures and attachments weigh more than words."""

MOST_XML_BYTES: Final = 40_000_000
"""One part of a DOCX, unpacked. Markup makes a text of five million characters about eight times as long."""

MOST_ROW_BYTES: Final = 6 * MOST_CHARACTERS
"""One line of JSON Lines, where a character may be written as a six-byte escape."""

MOST_PAGES: Final = 2_000
"""Pages of a PDF."""

MOST_LAYERS: Final = 4
"""A mail in a mail in a gzip file …"""

HEAD_BYTES: Final = 65_536
"""How much of an input is looked at to tell its format."""

FEW_CONTROLS: Final = 0.01
"""A text with a larger share of NULs or other control characters than this is binary."""
