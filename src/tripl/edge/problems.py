"""One table from our errors to HTTP, and the shape of every refusal."""

import logging
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from tripl.db.outages import is_disk_full, is_outage
from tripl.kit import errors

log = logging.getLogger(__name__)
AWAY = "tripl's database does not answer. Try again in a moment."
NO_SPACE = "The disk of tripl's database is full. Nothing of this was saved; make space and try again."


class WrongMember(BaseModel):
    loc: list[str | int]
    msg: str
    type: str


class Problem(BaseModel):
    """A sentence; for a body or parameter that breaks its schema a row per member; for some conflicts an object."""

    detail: str | list[WrongMember] | dict[str, Any]


RESPONSES: dict[int | str, dict[str, Any]] = {"4XX": {"model": Problem, "description": "Refused"}}
"""What the document says of every route."""
STATUS: dict[type[errors.TriplError], int] = {
    errors.Impossible: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.Full: 507,
}


def status_of(error: errors.TriplError) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def refuse(request: Request, error: Exception) -> JSONResponse:
    """A domain error as `{"detail": …}`."""
    assert isinstance(error, errors.TriplError)  # noqa: S101 - registered for this type only
    headers: dict[str, str] = {}
    if isinstance(error, errors.TooMany | errors.Unavailable):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.TooLarge | errors.Full):
        headers["Connection"] = "close"  # the rest of a body that nobody reads
    detail: Any = error.message
    if isinstance(error, errors.Invalid) and error.members:
        detail = [{"type": "value_error", "loc": ["body", member], "msg": error.message} for member in error.members]
    if error.detail is not None:
        detail = {"message": error.message, **error.detail}
    body: dict[str, Any] = {"detail": detail}
    status = status_of(error)
    if isinstance(error, errors.Shut):
        body, status = {**error.extra, **body}, error.status
    for shape in getattr(request.app.state, "error_shapers", ()):
        body = shape(request, error, body) or body
    return JSONResponse(body, status_code=status, headers=headers)


def invalid(_: Request, error: Exception) -> JSONResponse:
    """Schema violations, without echoing what was sent: it may hold a secret."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type only
    rows = [{k: v for k, v in row.items() if k not in {"input", "ctx", "url"}} for row in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(rows)}, status_code=422)


def http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only
    return JSONResponse({"detail": error.detail}, status_code=error.status_code, headers=error.headers)


def crashed(request: Request, error: Exception) -> JSONResponse:
    """What broke stays in the log under the request's id."""
    request_id = request.scope.get("tripl.request_id", "")
    log.error("unhandled error in request %s", request_id, exc_info=error)
    return JSONResponse({"detail": "Internal server error", "request_id": request_id}, status_code=500)


def lost_database(request: Request, error: Exception) -> JSONResponse:
    """A database that is away or full is no defect: a sentence that says what to do."""
    if is_outage(error):
        log.warning("the database went away during a request: %s", error)
        return refuse(request, errors.Unavailable(AWAY))
    if is_disk_full(error):
        log.error("the disk of the database is full: %s", error)
        return refuse(request, errors.Full(NO_SPACE))
    raise error


def install(app: FastAPI) -> None:
    app.add_exception_handler(errors.TriplError, refuse)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    for kind in (DBAPIError, NoConnection, psycopg.Error):
        app.add_exception_handler(kind, lost_database)
    app.add_exception_handler(Exception, crashed)
