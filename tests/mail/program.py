"""``python -m bot run`` as a process of its own, with a knowledge folder that is trained in a moment."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from tests.mail.servers import until

FAQ = """
- id: visa-letter
  questions:
    en:
      - "Will I get a letter for my visa?"
      - "Do you help with visas for the course?"
      - "Does the course give an invitation letter for the visa?"
  answer:
    en: "An invitation letter for the visa comes with the admission to the course."
"""


class Program:
    """``python -m bot run`` with its log."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            log.write(b"--- start\n")
            log.flush()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], env=self.environment, stderr=log, stdout=log
            )
        until(self.works, 60, "the start")

    def works(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text()[-3000:]
        return "mail: replies " in self.log.read_text().rpartition("--- start")[2]

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)
