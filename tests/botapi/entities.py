"""Texts as Telegram sees them: HTML into entities, links and commands found, lengths in UTF-16."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from .errors import CAPTION_TOO_LONG, TEXT_EMPTY, TEXT_TOO_LONG, bad, cannot_parse
from .params import Params

Json = dict[str, Any]
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "span": "spoiler", "tg-spoiler": "spoiler", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(lt|gt|amp|quot));?")
ATTRIBUTE = re.compile(r"""\s*([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>]+))?""")
FOUND = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)]|\b(?:[\w-]+\.)+(?:org|com|net|int|eu|it|me|edu)\b(?:/[^\s<>\"]*[\w/])?)"
    r"|(?P<mention>(?<![\w/])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<bot_command>(?<![\w/<])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)#[^\W\d]\w*)"
)


def utf16(text: str) -> int:
    """The length of `text` as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def cut(text: str, entity: Json) -> str:
    """The part of `text` that `entity` covers."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def find_entities(text: str) -> list[Json]:
    """Commands, mentions, links, addresses and hashtags, which Telegram marks by itself."""
    if not any(sign in text for sign in "/@.#"):
        return []
    return [
        {"type": hit.lastgroup, "offset": utf16(text[: hit.start()]), "length": utf16(hit.group())}
        for hit in FOUND.finditer(text)
    ]


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Read Telegram's HTML; a mistake is the 400 that Telegram gives."""
    out: list[str] = []
    length = at = 0
    opened: list[tuple[str, Json]] = []
    entities: list[Json] = []

    def offset(position: int) -> int:
        return len(source[:position].encode("utf-8"))

    while at < len(source):
        sign = source[at]
        if sign == "<" and source[at + 1 : at + 2] == "/":
            end = source.find(">", at)
            if end < 0:
                raise cannot_parse(f"Unclosed end tag at byte offset {offset(at)}")
            name = source[at + 2 : end].strip().lower()
            if not opened:
                raise cannot_parse(f"Unexpected end tag at byte offset {offset(at)}")
            expected, entity = opened.pop()
            if name and name != expected:
                raise cannot_parse(
                    f'Unmatched end tag at byte offset {offset(at)}, expected "</{expected}>", found "</{name}>"'
                )
            entity["length"] = length - entity["offset"]
            _close(entity, out, entities)
            at = end + 1
        elif sign == "<":
            end = source.find(">", at)
            head = source[at + 1 : end if end >= 0 else len(source)]
            name = re.split(r"[\s>]", head, maxsplit=1)[0].lower()
            if name not in TAGS:
                raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {offset(at)}')
            if end < 0:
                raise cannot_parse(f"Unclosed start tag at byte offset {offset(at)}")
            opened.append((name, _open(name, head[len(name) :], length, offset(at))))
            at = end + 1
        elif sign == "&" and (hit := CHARACTER.match(source, at)):
            number, hexadecimal, named = hit.groups()
            character = NAMED[named] if named else chr(int(number) if number else int(hexadecimal, 16))
            out.append(character)
            length += utf16(character)
            at = hit.end()
        else:
            stop = min(
                (p for p in (source.find("<", at + 1), source.find("&", at + 1)) if p > 0),
                default=len(source),
            )
            out.append(source[at:stop])
            length += utf16(source[at:stop])
            at = stop
    if opened:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"')
    text = "".join(out)
    return text, sorted((e for e in entities if e["length"] > 0), key=lambda e: (e["offset"], -e["length"]))


def _open(name: str, rest: str, at: int, byte: int) -> Json:
    attributes = {key.lower(): (value or "").strip("\"'") for key, value in ATTRIBUTE.findall(rest)}
    entity: Json = {"type": TAGS[name], "offset": at}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
    if name == "a":
        entity["url"] = _unescape(attributes.get("href", ""))
    elif name == "code" and attributes.get("class", "").startswith("language-"):
        entity["language"] = attributes["class"].removeprefix("language-")
    elif name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    elif name == "tg-emoji":
        entity["custom_emoji_id"] = attributes.get("emoji-id", "")
    elif name == "tg-time":
        if not attributes.get("unix", "").isdigit():
            raise cannot_parse(f'Tag "tg-time" must have a valid attribute "unix" at byte offset {byte}')
        entity["unix_time"] = int(attributes["unix"])
        entity["date_time_format"] = attributes.get("format", "")
    return entity


def _close(entity: Json, out: list[str], entities: list[Json]) -> None:
    if entity["type"] == "text_link" and not re.match(r"(https?|tg|mailto|tel|ton)[:]", entity["url"]):
        if "." not in entity["url"]:
            return  # Telegram drops a link that leads nowhere and keeps its text
        entity["url"] = f"http://{entity['url']}"
    entities.append(entity)


def _unescape(text: str) -> str:
    return CHARACTER.sub(lambda m: NAMED[m[3]] if m[3] else chr(int(m[1]) if m[1] else int(m[2], 16)), text)


def formatted(
    params: Params, name: str = "text", limit: int = 4096, *, required: bool = True
) -> tuple[str, list[Json]]:
    """The text of a request and its entities, checked and trimmed as Telegram does."""
    source = params.text(name)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        text, entities = parse_html(source)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        prefix = "" if name == "text" else f"{name}_"
        text, entities = source, list(params.json(f"{prefix}entities") or [])
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    if not text and required:
        raise bad(TEXT_EMPTY)
    if utf16(text) > limit:
        raise bad(TEXT_TOO_LONG if name == "text" else CAPTION_TOO_LONG)
    return text, _merge(entities, lead, text)


def _merge(entities: list[Json], lead: int, text: str) -> list[Json]:
    size = utf16(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] - lead + entity["length"], size)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    shut = [e for e in kept if e["type"] in {"code", "pre", "text_link"}]
    for found in find_entities(text):
        end = found["offset"] + found["length"]
        if not any(found["offset"] < e["offset"] + e["length"] and e["offset"] < end for e in shut):
            kept.append(found)
    return sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def to_html(text: str, entities: list[Json]) -> str:
    """Write a text back as HTML (bold, italic, code, links …), for tests to read."""
    names = {kind: tag for tag, kind in reversed(list(TAGS.items())) if tag not in {"span", "strong", "em"}}
    marks: dict[int, list[str]] = {}
    for entity in entities:
        if (tag := names.get(entity["type"])) is None:
            continue
        attribute = f' href="{escape(entity["url"])}"' if tag == "a" else ""
        marks.setdefault(entity["offset"], []).append(f"<{tag}{attribute}>")
        marks.setdefault(entity["offset"] + entity["length"], []).insert(0, f"</{tag}>")
    out, at = [], 0
    for character in text:
        out += [*marks.pop(at, []), escape(character, quote=False)]
        at += utf16(character)
    return "".join([*out, *(mark for rest in marks.values() for mark in rest)])
