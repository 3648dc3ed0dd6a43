"""Bodies that no provider should send, and some might."""

import json
from typing import Any

from hypothesis import strategies as st

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def _as_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def odd_bodies() -> st.SearchStrategy[bytes]:
    """Any bytes, any JSON, and JSON that is too deep."""
    deep = st.sampled_from(
        [b"[" * 100_000, b'{"entry":' * 50_000, b'{"entry":[' + b"[" * 50_000 + b"]" * 50_000 + b"]}"]
    )
    return st.binary(max_size=200) | _JSON.map(_as_json) | deep


def near(body: Any) -> st.SearchStrategy[bytes]:
    """The body with one of its values, at any depth, replaced by any other, or left out."""
    paths = list(_paths(body))
    changed = st.builds(_replaced, st.just(body), st.sampled_from(paths), _JSON | st.just(_LEFT_OUT))
    return changed.map(_as_json)


_LEFT_OUT = "\x00left out"


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Any:
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, one in inner:
        yield (*path, name)
        yield from _paths(one, (*path, name))


def _replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    copy = json.loads(json.dumps(value))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    if by == _LEFT_OUT:
        del inner[path[-1]]
    else:
        inner[path[-1]] = by
    return copy
