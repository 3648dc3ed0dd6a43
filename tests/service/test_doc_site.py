"""The library of docs: all that a page names is there, every page is come to, and no other host is called."""

import re
from pathlib import Path

import pytest

from service.doc_site import Library

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A README that leads to a page of docs, and to a folder of two."""
    for name, text in {
        "README.md": "# House\n\n[x](docs/deploy.md#at-night), `docs/decisions/`, <img src='docs/img/a.png'>",
        "docs/deploy.md": "# Deploy\n\n## At night\n\n![a](img/a.png) [up](../README.md) [why](decisions/)",
        "docs/decisions/0001.md": "# One\n\n[two](0002.md)",
        "docs/decisions/0002.md": "# Two\n\n`docs/deploy.md`",
        "docs/img/a.png": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def _add(root: Path, name: str, text: str) -> list[tuple[str, str]]:
    """What is wrong once this stands at the end of a page."""
    with (root / name).open("a", encoding="utf-8") as page:
        page.write(f"\n\n{text}\n")
    return [(one.target, one.why) for one in Library(root).wrong()]


def test_nothing_in_our_docs_leads_nowhere_and_every_page_is_come_to() -> None:
    assert Library(ROOT).wrong() == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[x](gone.md)", "gone.md"),
        ("[x](deploy.md#by-day)", "deploy.md#by-day"),
        ("[x](#nowhere)", "#nowhere"),
        ("![x](img/b.png)", "img/b.png"),
        ('<img src="img/b.png" alt="">', "img/b.png"),
        ("[x](../../out.md)", "../../out.md"),
        ("`docs/gone.md`", "docs/gone.md"),
    ],
)
def test_what_leads_nowhere_is_named(small: Path, text: str, target: str) -> None:
    assert Library(small).wrong() == []
    assert [named for named, _ in _add(small, "docs/deploy.md", text)] == [target]


def test_what_leads_somewhere_is_not(small: Path) -> None:
    fine = "[x](deploy.md#at-night) [y](#deploy) [z](https://example.org/gone) `docs/decisions/00`"
    assert _add(small, "docs/deploy.md", fine) == []


def test_a_page_that_none_leads_to_is_an_orphan(small: Path) -> None:
    (small / "docs" / "alone.md").write_text("# Alone\n\n[up](../README.md)", encoding="utf-8")
    assert [(one.page, one.why) for one in Library(small).wrong()] == [
        ("docs/alone.md", "no page leads to it")
    ]
    assert _add(small, "docs/decisions/0002.md", "[here](../alone.md)") == []


def test_a_folder_that_is_no_library_is_left_as_it_is(small: Path) -> None:
    with pytest.raises(SystemExit, match="left as it is"):
        Library(small).write(small / "docs")
    assert (small / "docs" / "deploy.md").exists()


def test_each_link_of_the_library_is_to_a_file_of_it_or_named_as_outside(tmp_path: Path) -> None:
    """Links to files that are no pages (code, licence) stay as they are written, and lead out of it."""
    library = Library(ROOT)
    library.write(tmp_path / "site")
    made = {path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*.html")}
    assert len(made) > len(library.pages)
    for path in made:
        html = (tmp_path / "site" / path).read_text(encoding="utf-8")
        assert not re.search(r'(?:src="|@import|url\(|<link|<script)\s*"?(?:https?:)?//', html), path
        assert "<script" not in html
        for target in re.findall(r'(?:href|src)="([^"#:]+\.(?:html|png|webp))[#"]', html):
            assert (tmp_path / "site" / path.parent / target).exists(), (path, target)
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'href="docs/manual/junta.html"' in home
    assert '<a href="docs/architecture.html"><code>docs/architecture.md</code></a>' in home
