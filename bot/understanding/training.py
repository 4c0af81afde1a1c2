"""From the knowledge base to trained models, kept in a cache by the content they were trained on."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.facts.knowledge import Knowledge
from bot.messages import LANGUAGES
from bot.understanding.abbreviations import Abbreviations
from bot.understanding.classifier import Grams, LinearModel
from bot.understanding.concepts import Concepts
from bot.understanding.courses import CourseFinder
from bot.understanding.dates import DateReader
from bot.understanding.free_questions import OWN, STRANGER, FreeQuestionReader
from bot.understanding.intents import FAQ, FAQ_GRAMS, GRAMS, IntentReader, Speller
from bot.understanding.language import GRAMS as LANGUAGE_GRAMS
from bot.understanding.language import OTHER, LanguageGuesser
from bot.understanding.learning import Lesson
from bot.understanding.masks import masked
from bot.understanding.mentions import tokenize
from bot.understanding.nearest import NearestExamples
from bot.understanding.sentences import Sentences
from bot.understanding.vocabulary import common, count_words, foreign_words, word_languages

log = logging.getLogger(__name__)

_ANY_DAY = date(2025, 5, 2)
_MOST_SENTENCES = 2_000
_MOST_AT_GATE = 4_000
_FEW_ENTRIES = 40
"""Free questions of so few entries are also told from the shipped small talk, hand-off and out-of-scope examples."""

_EPOCHS, _EPOCHS_OF_ENTRIES = 22, 6
"""How often topics, and free questions alone, are gone through at most: the more, the less an edited example changes
what is read elsewhere; entries, of which there may be very many, settle sooner.
"""

_RESTING, _RESTING_OF_ENTRIES = 0.015, 0.03
"""Steps below which an example is left alone for a while."""

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Readers:
    """Everything that reads a message."""

    language: LanguageGuesser
    intents: IntentReader
    courses: CourseFinder
    dates: DateReader
    abbreviations: Abbreviations

    @property
    def by_topic(self) -> bool:
        """Whether there are courses and so topics; else free questions are all there is."""
        return not isinstance(self.intents, FreeQuestionReader)


def labelled(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """Every example as ``(language, text, label)``."""
    for label, by_language in knowledge.examples.items():
        for language, texts in by_language.items():
            for text in texts:
                yield language, text, label
    for entry in knowledge.faq.values():
        for faq_language, text in entry.questions.pairs():
            yield faq_language, text, FAQ + entry.id


def is_trained(knowledge: Knowledge, cache: Path) -> bool:
    """Whether a cache folder holds the weights for a knowledge base."""
    return (cache / _key(knowledge) / "words.json").is_file()


def readers(knowledge: Knowledge, cache: Path | None = None) -> Readers:
    """The readers for a knowledge base, trained now or taken from the cache.

    Args:
        knowledge: loaded and valid.
        cache: folder for trained weights; None trains each time.
    """
    dates = DateReader(knowledge.lexicon)
    folder = cache / _key(knowledge) if cache else None
    if folder is not None:
        try:
            return _load(knowledge, dates, folder)
        except (OSError, ValueError):
            log.debug("no trained weights in %s", folder)
    return _train(knowledge, dates, folder)


def refreshed(former: Readers, knowledge: Knowledge) -> Readers:
    """Readers trained for another version of the knowledge, with the courses, dates and entries of this one.

    Args:
        former: trained readers.
        knowledge: the version to read messages for; what only its examples teach is not known.
    """
    gone = {name for name, _ in former.intents.names if name.startswith(FAQ)} - {FAQ + entry for entry in knowledge.faq}
    courses = CourseFinder(knowledge, former.courses.names.known, former.courses.names.foreign)
    return replace(former, intents=former.intents.without(gone), courses=courses, dates=DateReader(knowledge.lexicon))


def _key(knowledge: Knowledge) -> str:
    """What the weights depend on: examples, names, small words and concepts, and the code that reads them.

    Facts and phrases are no part of it: an edited fee trains nothing again.
    """
    digest = hashlib.sha256(VERSION.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    for item in labelled(knowledge):
        digest.update("\0".join(item).encode())
    for course in knowledge.courses.values():
        names = [
            *course.aliases.all(),
            str(course.name),
            str(course.short),
            str(course.title),
            str(course.code),
        ]
        digest.update("\0".join(names).encode())
    for series in knowledge.series.values():
        digest.update("\0".join(series.aliases.all()).encode())
    for language, lexicon in knowledge.lexicon.items():
        digest.update(f"{language}{lexicon!r}{knowledge.concepts.get(language)!r}".encode())
    digest.update("\0".join(knowledge.other_languages).encode())
    return digest.hexdigest()[:24]


def _grams(knowledge: Knowledge) -> Grams:
    return GRAMS if knowledge.courses else FAQ_GRAMS


def _lessons(
    knowledge: Knowledge, texts: Sequence[list[str]], labels: Sequence[str], concepts: Concepts
) -> dict[str, Lesson]:
    """What tells topics and entries apart; in a folder without courses the entries, and the gate before them."""
    if knowledge.courses:
        return {"intents": Lesson(texts, labels, GRAMS, concepts.find)}
    own = [i for i, label in enumerate(labels) if label.startswith(FAQ)]
    others = [i for i, label in enumerate(labels) if not label.startswith(FAQ)]
    gate = [(i, OWN) for i in own[:: max(1, len(own) // _MOST_AT_GATE)]] + [(i, labels[i]) for i in others]
    taught = [(i, labels[i]) for i in own]
    if len({labels[i] for i in own}) < _FEW_ENTRIES:
        # so few know nothing of what they are not: without others to tell them from, everything is theirs
        taught += [(i, STRANGER) for i in others[:: max(1, len(others) // _MOST_AT_GATE)]]
    return {
        name: Lesson([texts[i] for i, _ in chosen], [label for _, label in chosen], FAQ_GRAMS, concepts.find)
        for name, chosen in (("intents", taught), ("gate", gate))
    }


def _reader(
    knowledge: Knowledge,
    models: Mapping[str, LinearModel],
    words: Mapping[str, int],
    concepts: Concepts,
    nearest: NearestExamples | None,
) -> IntentReader:
    speller = Speller(words)
    if "gate" in models:
        return FreeQuestionReader(models["intents"], models["gate"], speller, concepts)
    return IntentReader(models["intents"], speller, concepts, knowledge.implies, nearest)


def _load(knowledge: Knowledge, dates: DateReader, folder: Path) -> Readers:
    counts = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    names = ("intents",) if knowledge.courses else ("intents", "gate")
    models = {name: LinearModel.load(folder / name, _grams(knowledge)) for name in names}
    language = LinearModel.load(folder / "language", LANGUAGE_GRAMS)
    courses = CourseFinder(knowledge, common(counts["words"]), counts["foreign"])
    nearest = NearestExamples.load(folder / "nearest") if knowledge.courses else None
    reader = _reader(knowledge, models, counts["words"], Concepts(knowledge.concepts.values()), nearest)
    guesser = LanguageGuesser(language, counts["shared"], counts["dominant"], counts["exclusive"])
    return Readers(guesser, reader, courses, dates, Abbreviations(knowledge.lexicon))


def _train(knowledge: Knowledge, dates: DateReader, folder: Path | None) -> Readers:
    languages, labels = [], []
    for language, _, label in labelled(knowledge):
        languages.append(language)
        labels.append(label)
    plain = Sentences((token.text for token in tokenize(text)) for _, text, _ in labelled(knowledge))
    counts = count_words(plain)
    foreign = foreign_words(labels, plain)
    dominant, shared, exclusive = word_languages(languages, plain)
    courses = CourseFinder(knowledge, common(counts), foreign)
    abbreviations = Abbreviations(knowledge.lexicon)
    written = Sentences(masked(text, courses, dates, _ANY_DAY) for _, text, _ in labelled(knowledge))
    language_model = _languages(knowledge, written, languages, abbreviations)
    texts = Sentences(abbreviations.expand(t, language) for t, language in zip(written, languages, strict=True))
    del plain, written
    concepts = Concepts(knowledge.concepts.values())
    vocabulary = {**dict.fromkeys(concepts.vocabulary(), 1), **count_words(texts)}
    lessons = _lessons(knowledge, texts, labels, concepts)
    epochs, resting = (_EPOCHS, _RESTING) if knowledge.courses else (_EPOCHS_OF_ENTRIES, _RESTING_OF_ENTRIES)
    models = {name: lessons.pop(name).learned(epochs=epochs, resting=resting) for name in list(lessons)}
    nearest = NearestExamples.of(texts, labels) if knowledge.courses else None
    if folder is not None:
        lists = {"words": vocabulary, "foreign": sorted(foreign), "shared": shared}
        words = {**lists, "dominant": dominant, "exclusive": sorted(exclusive)}
        _save(folder, {**models, "language": language_model}, words, nearest)
    reader = _reader(knowledge, models, vocabulary, concepts, nearest)
    guesser = LanguageGuesser(language_model, shared, dominant, exclusive)
    return Readers(guesser, reader, courses, dates, abbreviations)


def _languages(
    knowledge: Knowledge, written: Sequence[list[str]], languages: Sequence[str], abbreviations: Abbreviations
) -> LinearModel:
    """What tells languages apart; of each at most so many sentences, evenly taken: more teach it nothing."""
    texts: list[list[str]] = []
    labels: list[str] = []
    for language in LANGUAGES:
        own = [i for i, other in enumerate(languages) if other == language]
        for i in own[:: max(1, len(own) // _MOST_SENTENCES)]:
            texts.append([word for word in abbreviations.telling(written[i]) if word.isalpha()])
            labels.append(language)
    for text in knowledge.other_languages:
        texts.append([token.text for token in tokenize(text)])
        labels.append(OTHER)
    return Lesson(texts, labels, LANGUAGE_GRAMS).learned(epochs=8)


def _save(
    folder: Path, models: Mapping[str, LinearModel], words: dict[str, Any], nearest: NearestExamples | None
) -> None:
    """Write aside, then rename: a half-written cache is never read."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".new-"))
        for name, model in models.items():
            model.save(aside / name)
        if nearest is not None:
            nearest.save(aside / "nearest")
        (aside / "words.json").write_text(json.dumps(words), encoding="utf-8")
        os.replace(aside, folder)
    except OSError as error:
        log.warning("the trained weights could not be kept in %s: %s", folder.parent, error)
