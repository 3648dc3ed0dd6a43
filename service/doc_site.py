"""`make docs`: README, CONTRIBUTING and docs/ as a library of pages in site/, and what in them leads nowhere.

`python -m service.doc_site ROOT OUT` writes it and lists links to other hosts, which are not fetched; a test
holds that every other link, anchor and picture is there and that every page is come to from the README.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from functools import cached_property
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import NamedTuple

from api import markdown

_HOME = "README.md"
_SOURCES = (_HOME, "CONTRIBUTING.md", "docs/**/*.md")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")
_TAG = re.compile(r"""<(?:img|a)\b[^>]*?\b(?:src|href)=["']([^"']+)["']""")
_NAMES_A_PAGE = re.compile(r"docs/[\w/.-]*")
_STYLE = """
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; color: #211a16;
  background: #fffdfa; overflow-wrap: break-word }
a { color: #7a2e0e } h1, h2, h3 { line-height: 1.25 } h2 { margin-top: 2rem }
img { max-width: 100%; height: auto; border: 1px solid #d9cfc7 }
code { font-size: .9em; background: #f4ece5; padding: 0 .2em }
pre { overflow-x: auto; background: #f4ece5; padding: .8rem } pre code { padding: 0 }
.table { overflow-x: auto } table { border-collapse: collapse } th, td { border: 1px solid #d9cfc7;
  padding: .3rem .5rem; text-align: left; vertical-align: top }
nav { border-bottom: 1px solid #d9cfc7; padding-bottom: .5rem }
"""
_NAV = (
    ("README.md", "Convite"),
    ("docs/manual/junta.md", "Juntas"),
    ("docs/manual/formacion.md", "Formación"),
    ("docs/manual/secretaria.md", "Secretaría"),
    ("docs/manual/operator.md", "Operator"),
    ("docs/manual/first-day.md", "Developer"),
)
_SPANISH = {"junta", "formacion", "secretaria", "pages", "requisitos", "tratamientos"}


class Wrong(NamedTuple):
    """A page, what it names, and what is wrong with that."""

    page: str
    target: str
    why: str


class Page:
    """A page by its path below the root."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.text = (root / path).read_text(encoding="utf-8")
        self.read = markdown.read(self.text, has_html=True)

    @cached_property
    def anchors(self) -> set[str]:
        return {one.anchor for one in markdown.headings(self.read)}

    @property
    def title(self) -> str:
        return next((one.title for one in markdown.headings(self.read)), self.path)

    def targets(self) -> Iterator[str]:
        """Of its links and pictures, as they are written."""
        for token in [*self.read, *markdown.within(self.read)]:
            match token.type:
                case "link_open":
                    yield str(token.attrGet("href"))
                case "image":
                    yield str(token.attrGet("src"))
                case "html_block" | "html_inline":
                    yield from _TAG.findall(token.content)

    def mentions(self) -> Iterator[str]:
        """Pages and folders of docs/ that are named as code: `docs/deploy.md`."""
        for token in markdown.within(self.read):
            if token.type == "code_inline" and _NAMES_A_PAGE.fullmatch(token.content):
                yield token.content

    def at(self, target: str) -> str:
        """A relative target as a path below the root."""
        return normpath(str(PurePosixPath(self.path).parent / target))


class Library:
    def __init__(self, root: Path) -> None:
        self.root = root
        found = sorted({str(p.relative_to(root)) for wanted in _SOURCES for p in root.glob(wanted)})
        self.pages = {path: Page(root, path) for path in found}

    def outside(self) -> list[str]:
        """Links to other hosts, each once."""
        return sorted({t for page in self.pages.values() for t in page.targets() if _ELSEWHERE.match(t)})

    def wrong(self) -> list[Wrong]:
        found = [Wrong(page.path, target, why) for page, target, why in self._dead()]
        orphans = self.pages.keys() - self._come_to()
        return [*found, *(Wrong(path, "", "no page leads to it") for path in sorted(orphans))]

    def write(self, out: Path) -> None:
        """Make the library anew in a folder that is its own. Raises SystemExit for one that is not."""
        if out.exists():
            if not (out / "index.html").exists():
                raise SystemExit(f"{out} is there and is no library: it is left as it is")
            shutil.rmtree(out)
        for page in self.pages.values():
            path = out / _as_html(page.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._html(page), encoding="utf-8")
        for folder in self._folders():
            path = out / folder / "index.html"
            path.write_text(self._listing(folder), encoding="utf-8")
        shutil.copytree(self.root / "docs" / "img", out / "docs" / "img")

    def _dead(self) -> Iterator[tuple[Page, str, str]]:
        for page in self.pages.values():
            for target in page.targets():
                if not _ELSEWHERE.match(target) and (why := self._why_dead(page, target)):
                    yield page, target, why
            for named in page.mentions():
                if named.endswith((".md", "/")) and not (self.root / named).exists():
                    yield page, named, "there is no such file"

    def _why_dead(self, page: Page, target: str) -> str:
        name, _, anchor = target.partition("#")
        path = page.at(name) if name else page.path
        if path.startswith(".."):
            return "it lies outside the repository"
        if not (self.root / path).exists():
            return "there is no such file"
        other = self.pages.get(path)
        return "no heading makes that anchor" if anchor and (not other or anchor not in other.anchors) else ""

    def _come_to(self) -> set[str]:
        """The pages that somebody comes to who begins at the README and follows what pages lead to."""
        come, waiting = set(), [_HOME]
        while waiting:
            path = waiting.pop()
            if path in come:
                continue
            come.add(path)
            page = self.pages[path]
            for named in (*(page.at(t.partition("#")[0]) for t in page.targets()), *page.mentions()):
                waiting += self._behind(named.rstrip("/"))
        return come

    def _behind(self, named: str) -> list[str]:
        """The page of that name, or those of the folder."""
        if named in self.pages:
            return [named]
        return [path for path in self.pages if named != "." and str(PurePosixPath(path).parent) == named]

    def _folders(self) -> set[str]:
        """Folders of docs/ with pages and no page of their own."""
        return {str(PurePosixPath(path).parent) for path in self.pages} - {"."}

    def _html(self, page: Page) -> str:
        read = markdown.read(page.text, has_html=True)
        markdown.lead(read, lambda target: self._led(page.path, target))
        return self._around(page.path, page.title, self._with_mentions(page.path, markdown.write(read)))

    def _led(self, path: str, target: str) -> str:
        """A link as it leads within the library; what is no page of it is named and leads nowhere else."""
        name, _, anchor = target.partition("#")
        named = normpath(str(PurePosixPath(path).parent / name)) if name else path
        if _ELSEWHERE.match(target) or not name:
            return target
        end = f"#{anchor}" if anchor else ""
        if named in self._folders():
            return relpath(f"{named}/index.html", str(PurePosixPath(path).parent))
        if named not in self.pages:
            return target
        return relpath(_as_html(named), str(PurePosixPath(path).parent)) + end

    def _with_mentions(self, path: str, body: str) -> str:
        """`docs/deploy.md` leads there, as in a forge it would not."""

        def link(found: re.Match[str]) -> str:
            named = found[1].rstrip("/")
            if named not in self.pages and named not in self._folders():
                return found[0]
            href = self._led(_HOME, named)
            return f'<a href="{relpath(href, str(PurePosixPath(path).parent))}">{found[0]}</a>'

        return re.sub(rf"(?<!\">)<code>({_NAMES_A_PAGE.pattern})</code>", link, body)

    def _listing(self, folder: str) -> str:
        inside = [self.pages[path] for path in self._behind(folder)]
        items = "".join(
            f'<li><a href="{PurePosixPath(_as_html(one.path)).name}">{escape(one.title)}</a></li>'
            for one in inside
        )
        return self._around(f"{folder}/index.md", folder, f"<h1>{folder}</h1><ul>{items}</ul>")

    def _around(self, path: str, title: str, body: str) -> str:
        ways = " · ".join(f'<a href="{self._led(path, _from(path, to))}">{name}</a>' for to, name in _NAV)
        language = "es" if PurePosixPath(path).stem in _SPANISH else "en"
        return (
            f'<!doctype html>\n<html lang="{language}">\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n<nav>{ways}</nav>\n{body}"
        )


def _from(path: str, to: str) -> str:
    return relpath(to, str(PurePosixPath(path).parent))


def _as_html(path: str) -> str:
    return "index.html" if path == _HOME else f"{path.removesuffix('.md')}.html"


def main() -> None:
    root, out = map(Path, sys.argv[1:])
    library = Library(root.resolve())
    if found := library.wrong():
        raise SystemExit("\n".join(f"{one.page}: {one.target or 'orphan'}: {one.why}" for one in found))
    library.write(out)
    print(f"{len(library.pages)} pages in {out}/. Links to other hosts, not looked at:")  # noqa: T201
    print("\n".join(library.outside()))  # noqa: T201


if __name__ == "__main__":
    main()
