"""``python -m tests.golden``: show what is said otherwise than it was accepted; ``accept`` accepts it."""

from __future__ import annotations

import sys

from bot.facts.knowledge import load
from tests.golden.recording import accept, changes, read, record, told


def main(words: list[str]) -> int:
    """Show, or accept; the exit status is 1 where something shown has changed or the knowledge has errors."""
    if words not in ([], ["accept"]):
        print("python -m tests.golden [accept]", file=sys.stderr)
        return 2
    loaded = load()
    if loaded.knowledge is None:
        print("\n".join(map(str, loaded.errors)), file=sys.stderr)
        return 1
    present = record(loaded.knowledge)
    changed = list(changes(read(), present))
    if words:
        accept(present)
        print(f"accepted: {len(changed)} changed")
        return 0
    print(told(changed))
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
