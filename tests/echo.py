"""An assistant that only knows its knowledge: a folder with one entry, for tests of reloading and of the service."""

from collections.abc import AsyncIterator
from pathlib import Path

from bot.facts.knowledge import Knowledge
from bot.messages import Dialogue, Message, Reply

FAQ = '- id: visa-letter\n  questions:\n    en:\n      - "Do you help with visas?"\n  answer:\n    en: "{}"\n'


class Echo:
    """Stands for the assistant: it only knows its knowledge."""

    def __init__(self, knowledge: Knowledge, trained: bool = True) -> None:
        self.knowledge, self.trained = knowledge, trained

    def answer(self, message: Message, dialogue: Dialogue | None = None) -> tuple[Reply, Dialogue]:
        raise NotImplementedError

    @property
    def says(self) -> str:
        return str(self.knowledge.faq["visa-letter"].answer.en)


async def build(knowledge: Knowledge, previous: Echo | None) -> AsyncIterator[Echo]:
    yield Echo(knowledge)


def folder_of(parent: Path) -> Path:
    """A knowledge folder with one entry, which says “first”."""
    (parent / "knowledge" / "faq").mkdir(parents=True)
    (parent / "knowledge" / "faq" / "visa.yaml").write_text(FAQ.format("first"))
    return parent / "knowledge"
