"""``python -m bot schema``: the JSON Schemas for editors, written beside the knowledge."""

from __future__ import annotations

import sys

from bot.facts.knowledge import SHIPPED


def write_schemas() -> int:
    """Write every schema into ``knowledge/schema/``; those of former names go.

    Returns:
        The exit status: 2 where the folder cannot be written to.
    """
    from bot.checking.schema import files  # noqa: PLC0415

    folder = SHIPPED / "schema"
    wanted = files()
    try:
        folder.mkdir(exist_ok=True)
        for name, text in wanted.items():
            (folder / name).write_text(text, encoding="utf-8")
        for path in folder.glob("*.json"):
            if path.name not in wanted:
                path.unlink()
    except OSError as error:
        print(f"{folder}: cannot be written to ({error.strerror})", file=sys.stderr)
        return 2
    print(f"{len(wanted)} schemas written to {folder}")
    return 0
