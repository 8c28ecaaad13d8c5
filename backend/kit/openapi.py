"""`/openapi.json` tells the errors too: every operation's refusals, each as a problem document.

What follows from an operation's own shape (a token, a place in its path, a body) is worked out here, so that no route
can forget it; what only the route knows stands in its `responses`.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

_METHODS = ("get", "put", "post", "delete", "patch")
_WRITES = ("put", "post", "patch")

_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457; `code` is stable, further members belong to it.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "minLength": 1},
        "detail": {"type": "string"},
        "problems": {
            "description": "what is wrong, field by field; what was given is never repeated",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}
_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_FASTAPIS_OWN = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Let the application's description tell its errors as they are."""
    plain: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            for path, method, operation in _operations(document):
                _tell_errors(path, method, operation)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for name in _FASTAPIS_OWN:
                schemas.pop(name, None)
            schemas["Problem"] = _PROBLEM
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        yield from ((path, method, item[method]) for method in _METHODS if method in item)


def _tell_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status in _by_shape(path, method, operation):
        responses.setdefault(str(status.value), {"description": status.phrase})
    for status, response in responses.items():
        if status.isdigit() and int(status) >= HTTPStatus.BAD_REQUEST:
            response["content"] = _CONTENT
            if response.get("description") == "Validation Error":
                response["description"] = HTTPStatus(int(status)).phrase


def _by_shape(path: str, method: str, operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    """The refusals that an operation may always give: Guard, token, checking, rooms and database."""
    if operation.get("security"):
        yield HTTPStatus.UNAUTHORIZED
    if "{" in path:
        yield HTTPStatus.NOT_FOUND
    if "requestBody" in operation:
        yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.LENGTH_REQUIRED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if "multipart/form-data" in operation["requestBody"]["content"]:
            yield HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if method in _WRITES:
        yield HTTPStatus.CONFLICT
    yield HTTPStatus.UNPROCESSABLE_ENTITY
    yield HTTPStatus.SERVICE_UNAVAILABLE
