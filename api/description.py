"""The description of the API (OpenAPI), with what the framework cannot say of it by itself."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.parts import Tagged

_PROBLEM = "application/problem+json"
_TAG = {"description": "Nombre de esta respuesta, para `If-None-Match`.", "schema": {"type": "string"}}
_UNCHANGED = {
    "description": "Sigue como cuando se leyó con el `ETag` que se envió en `If-None-Match`. Sin cuerpo.",
    "headers": {"ETag": _TAG},
}
_RETRY_AFTER = {
    "description": "Segundos hasta que se pueda preguntar otra vez.",
    "schema": {"type": "integer", "minimum": 1},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "El `ETag` de la respuesta que ya se tiene.",
    "schema": {"type": "string"},
}


def describe(app: FastAPI) -> None:
    """Have the app tell of its errors as they are sent, and of what it need not send again."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = plain()
            tagged = {
                one.path for one in iter_route_contexts(app.routes) if isinstance(one.original_route, Tagged)
            }
            for path, operation in _operations(found):
                _name_problems(operation)
                if path in tagged and "get" in found["paths"][path]:
                    _tell_of_tags(found["paths"][path]["get"])
        described: dict[str, Any] = app.openapi_schema or {}
        return described

    app.openapi = openapi  # type: ignore[method-assign]


def _operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in found["paths"].items():
        for operation in methods.values():
            yield path, operation


def _name_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status >= "400":
            response["content"] = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
        if status == "429":
            response["headers"] = {"Retry-After": _RETRY_AFTER}


def _tell_of_tags(operation: dict[str, Any]) -> None:
    if "304" in operation["responses"]:
        return
    operation["responses"]["200"]["headers"] = {"ETag": _TAG}
    operation["responses"]["304"] = _UNCHANGED
    operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
