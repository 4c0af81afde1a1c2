"""The whole assistant, running: what staff save is told to people within two seconds, or staff are told why not."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from tests.botapi import Server
from tests.telegram.harness import Process

LIMIT = 2.0
"""Seconds from saving to the first answer from it."""


def answered(server: Server, asked: str, piece: str) -> float:
    """Seconds until somebody who asks is answered with a text; each asks once, for one chat gets a message a second."""
    began = time.monotonic()
    while piece not in server.user().ask(asked).text:
        assert time.monotonic() - began < 15, "it did not go live"
    return time.monotonic() - began


def test_edits_go_live_and_invalid_ones_are_told(server: Server, small_knowledge: Path, tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(small_knowledge, folder)
    staff = server.group("Staff", bot="administrator")
    visa, words = folder / "faq" / "visa.yaml", folder / "telegram" / "en.yaml"
    first = visa.read_text(encoding="utf-8")
    question = "Do you help with visas?"
    with Process(server, tmp_path, folder, ASSISTANT_STAFF_CHAT_ID=str(staff.id)):
        said = server.user().ask(question).text
        aside = visa.with_suffix(".tmp")
        aside.write_text(first.replace('answer:\n    en: "', 'answer:\n    en: "Edited: '), encoding="utf-8")
        os.replace(aside, visa)
        assert answered(server, question, "Edited: ") < LIMIT

        words.parent.mkdir()
        words.write_text('command:\n  unknown: "There is no such thing here."\n', encoding="utf-8")
        assert answered(server, "/nonsense", "no such thing") < LIMIT

        visa.write_text(first.replace("questions:", "question:"), encoding="utf-8")
        told = staff.wait("the former one stays live").text
        assert "faq/visa.yaml:2: “question” is not a name known here; did you mean “questions”?" in told
        assert "Edited: " in server.user().ask(question).text

        words.write_text('command:\n  unknown: "Opened and not closed.\n', encoding="utf-8")
        visa.write_text(first, encoding="utf-8")
        assert "telegram/en.yaml:2: " in staff.wait("telegram/en.yaml").text
        words.write_text('command:\n  unknown: "Closed again."\n', encoding="utf-8")
        assert answered(server, "/nonsense", "Closed again") < LIMIT
        assert server.user().ask(question).text == said
        staff.wait("valid again")
