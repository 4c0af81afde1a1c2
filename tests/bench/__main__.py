"""``make bench``: every measurement, one after the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = ("understanding", "telegram", "mail", "report")


def main() -> int:
    """Run each measurement in a process of its own; the exit status is 1 where one failed."""
    failed = False
    for part in PARTS:
        if not Path(__file__).with_name(f"{part}.py").is_file():
            continue
        print(f"== {part} ==", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"tests.bench.{part}"], check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
