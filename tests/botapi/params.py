"""The parameters of a Bot API request, from whichever encoding they came in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from .errors import bad

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file sent with a request."""

    name: str
    content_type: str
    content: bytes


class Params:
    """Typed access to parameters, which may all be strings."""

    def __init__(self, values: Json, files: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number, `default` where it is missing."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"invalid {name} specified") from None

    def optional_number(self, name: str) -> int | None:
        """A whole number, or None where it is missing."""
        return self.number(name) if self.values.get(name) not in (None, "") else None

    def flag(self, name: str) -> bool:
        """A truth value."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes", "y", "t"}

    def json(self, name: str) -> Any:
        """A JSON value, or None where it is missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def read_params(target_query: str, content_type: str, body: bytes) -> Params:
    """Read query string, form, multipart or JSON."""
    values: Json = dict(parse_qsl(target_query, keep_blank_values=True)) if target_query else {}
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if not body:
        return Params(values)
    if kind == "application/json":
        values.update(json.loads(body))
    elif kind == "multipart/form-data":
        fields, files = _multipart(content_type, body)
        values.update(fields)
        return Params(values, files)
    else:
        values.update(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200))
    return Params(values)


def _multipart(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, Upload]]:
    boundary = content_type.split("boundary=", 1)[1].split(";", maxsplit=1)[0].strip().strip('"').encode()
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = {}
        for line in head.decode("utf-8").split("\r\n"):
            key, _, value = line.partition(":")
            headers[key.strip().lower()] = value.strip()
        options = {}
        for item in headers.get("content-disposition", "").split(";")[1:]:
            key, _, value = item.strip().partition("=")
            options[key] = value.strip('"')
        name = options.get("name", "")
        if "filename" in options:
            files[name] = Upload(options["filename"], headers.get("content-type", ""), content)
        else:
            fields[name] = content.decode("utf-8")
    return fields, files
