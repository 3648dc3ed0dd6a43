"""What a page says to who reads it: its words, in one line."""

import re
from html import unescape


def text_of(page: str) -> str:
    """The words of a page without its marks, what only a screen reader says among them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
