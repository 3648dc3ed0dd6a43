"""Where an entry or a key stands in a TOML file, however the file is written."""

import tomllib

import pytest

from readiness.lines import line_in, line_of

FILE = '''# Un comentario

top = 1
words = """
[[rule]]
id = "not this"
"""

[[rule]] # the first
id = "one"
many = [
  "a",
  # [[rule]]
  "b = 1",
]
b = 2
[other]
b = 3

  [[ rule ]]
"b" = 4
inner.b = 5
'''


@pytest.mark.parametrize(
    ("kind", "number", "key", "line"),
    [
        ("", 1, "top", 3),
        ("", 1, "words", 4),
        ("", 1, "b", 1),
        ("", 1, "other", 17),  # a table
        ("rule", 1, "", 9),
        ("rule", 1, "id", 10),
        ("rule", 1, "many", 11),
        ("rule", 1, "b", 16),
        ("rule", 1, "inner", 9),  # it has none
        ("rule", 2, "", 20),
        ("rule", 2, "b", 21),
        ("rule", 2, "inner", 22),
    ],
)
def test_strings_and_lists_that_look_like_entries_are_passed_over(
    kind: str, number: int, key: str, line: int
) -> None:
    assert len(tomllib.loads(FILE)["rule"]) == 2

    assert line_of(FILE, kind, number, key) == line


@pytest.mark.parametrize(("text", "line"), [("a = 1\nb = \n", 2), ('a = """\n\n', 3)])
def test_an_unreadable_file_tells_its_line(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as failed:
        tomllib.loads(text)

    assert line_in(failed.value, text) == line
