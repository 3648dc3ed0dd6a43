"""Markdown as HTML, with anchors as forges make them: the manuals in the product, and the library of docs."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

Read = list[Token]
"""A text as it was read: a list of tokens, whose `children` are what stands within a line."""


class Heading(NamedTuple):
    level: int
    anchor: str
    title: str


def read(text: str, *, has_html: bool = False) -> Read:
    """`has_html`: tags of the text stand as they are, which only a text of our own may ask for."""
    tokens = MarkdownIt("commonmark", {"html": has_html}).enable("table").parse(text)
    seen: Counter[str] = Counter()
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            slug = _slug(_plain(inline))
            token.attrSet("id", f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return list(_with_room_for_tables(tokens))


def write(read: Read) -> str:
    reader = MarkdownIt("commonmark")
    return str(reader.renderer.render(read, reader.options, {}))


def headings(read: Read) -> list[Heading]:
    return [
        Heading(int(token.tag[1]), str(token.attrGet("id")), _plain(inline))
        for token, inline in pairwise(read)
        if token.type == "heading_open"
    ]


def within(read: Read) -> Iterator[Token]:
    """What stands within lines: links, pictures, words set as code."""
    for token in read:
        yield from token.children or ()


def lead(read: Read, to: Callable[[str], str | None]) -> None:
    """Have each link lead to what `to` gives for it; where that is None its words stand alone."""
    for token in read:
        token.children = token.children and list(_led(token.children, to))


def without_pictures(read: Read) -> Read:
    """Paragraphs that are a picture alone are left out."""
    kept: Read = []
    for token in read:
        if token.type == "inline" and token.children and all(one.type == "image" for one in token.children):
            kept.pop()
        elif not (kept and token.type == "paragraph_close" and kept[-1].type != "inline"):
            kept.append(token)
    return kept


def _led(tokens: Read, to: Callable[[str], str | None]) -> Iterator[Token]:
    leads = True
    for token in tokens:
        if token.type == "link_open":
            href = to(str(token.attrGet("href")))
            leads = href is not None
            token.attrSet("href", href or "")
        if leads or token.type not in ("link_open", "link_close"):
            yield token


def _with_room_for_tables(tokens: Read) -> Iterator[Token]:
    """A table that is wider than a telephone moves within its own room, which is named after its heading."""
    title = ""
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if before.type == "heading_open":
            title = _plain(token)
        if token.type == "table_open":
            named = f'<div class="table" role="region" aria-label="{escape(title)}" tabindex="0">'
            yield Token("html_block", "", 0, content=named)
        yield token
        if token.type == "table_close":
            yield Token("html_block", "", 0, content="</div>")


def _plain(inline: Token) -> str:
    return "".join(one.content for one in inline.children or () if one.type in ("text", "code_inline"))


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
