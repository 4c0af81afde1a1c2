"""How the command line is called from here: what is printed for people to type must work as it stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def command(words: str) -> str:
    """A command of the assistant as it is typed in the working directory.

    Args:
        words: what follows the name of the module, as ``check``.

    Returns:
        The whole line, with the Python of the virtual environment where that lies below the working directory.
    """
    # not resolved: the interpreter of a virtual environment is a link that leads out of it
    python = Path(os.path.abspath(sys.executable))
    here = Path.cwd()
    return f"{python.relative_to(here) if python.is_relative_to(here) else 'python'} -m bot {words}"
