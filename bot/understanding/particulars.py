"""What a piece singles out of its course: a module, a group of people, something that the price may cover."""

from __future__ import annotations

from collections.abc import Sequence

from bot.facts.knowledge import Knowledge
from bot.text import phrase, words
from bot.understanding.clauses import negations
from bot.understanding.pieces import Read
from bot.understanding.themes import ThemeReader, is_theme
from bot.understanding.training import Readers

PEOPLE = frozenset({"ngo", "union", "employer_org", "government", "researcher", "consultant", "un_staff"})
_EXTRAS = frozenset({"flight", "airport", "visa", "insurance"})
"""Concepts of people that target groups are told by, and of what a price may cover beside the course."""

AUDIENCE = "requirements.audience"
"""The field that says whom a course is meant for."""

_GENERAL = frozenset({"elective", "module", "objective_learn", "method", "topic_content", "choose", "quantity"})
_CONTENT = ("content.modules", "content.electives", "content.methods", "content.objectives")
_ROOT, _ORDINARY = 6, 160
_SHORT, _COMMON = 5, 300
"""Letters by which a word is compared with the contents, and in how many examples a rare one stands at most; the
letters and examples of one that is looked for in all courses.
"""

_SINGLED, _DEALT, _THEMED = 6, 3, 2
"""One in how many entries of the contents may have a word that singles entries out, or that a course deals with, or a
theme.
"""

_AROUND = 40
"""Words of a message in which somebody says of themselves what they are."""

_STEM = 7
"""Letters by which professions are compared."""


class ParticularsReader:
    """Compares pieces with the lists of a course; the words of the lists are remembered.

    Args:
        knowledge: has the courses.
        readers: the trained readers.
    """

    def __init__(self, knowledge: Knowledge, readers: Readers) -> None:
        self.courses = knowledge.courses
        self.concepts = readers.intents.concepts
        self.speller = readers.intents.speller
        books = list(knowledge.lexicon.values())
        self.ordinals = {phrase(word): number for book in books for word, number in book.ordinals.items()}
        small = (t for book in books for t in (*book.stopwords, *book.fillers, *book.question_words, *book.asking))
        self.small = {word for term in small for word in words(term)}
        self.themes = ThemeReader(books, negations(books))
        # read at once: the first question about a course's contents is not to wait for it
        self._titles = {name: self._title(name) for name in self.courses}
        self._contents = {name: self._read_contents(name) for name in self.courses}
        self._audience = {name: self._read_audience(name) for name in self.courses}
        self._covered = {name: self._read_covered(name) for name in self.courses}

    def module(self, read: Read) -> int | None:
        """Which module is asked about: its number, -1 for the last one; None where none is singled out."""
        said = words(read.clause.text)
        named = "module" in self.concepts.find(list(read.tokens))
        if named and any(self.ordinals.get(word) == -1 for word in said):
            return -1
        for i, word in enumerate(said):
            if "module" not in self.concepts.find([self.speller.repair(word)]):
                continue
            for near in (*said[i + 1 : i + 2], *reversed(said[max(0, i - 2) : i])):
                if near.isdigit() and len(near) < 3:
                    return int(near)
                if near in self.ordinals:
                    return self.ordinals[near]
        return None

    def subjects(self, read: Read, courses: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """Which modules, electives or objectives of the one course in question name a rare word of the piece.

        Returns:
            The field of each and its place in the list, from 0.
        """
        if not (course := self._only(courses)):
            return ()
        title = self.courses[course].name
        own = set().union(*(self.themes.find(text) for text in (title.en, title.fr, title.es) if text))
        asked = self._rare(read, _ROOT, _ORDINARY) | (self.themes.asked(read.clause.text) - own)
        return self._named_in(course, asked, _SINGLED)

    def everywhere(self, read: Read) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Which courses name a word of the piece in their contents, or in their name (``name``, 0); see
        :meth:`subjects`. Words that most of their names have tell none apart.
        """
        # what else stands in “irregular migrants” stands everywhere
        return self._dealing(self.themes.asked(read.clause.text) or self._rare(read, _SHORT, _COMMON))

    def sought(self, text: str) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """The same for the themes that a whole message looks for (“I see to complaints. Which course fits?”)."""
        return self._dealing(self.themes.sought(text))

    def _dealing(self, asked: set[str]) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Which courses name something in their contents or their name, and where."""
        titles = self._titles
        asked = asked - {stem for stem in asked if sum(stem in title for title in titles.values()) * 2 > len(titles)}
        found: list[tuple[int, str, tuple[tuple[str, int], ...]]] = []
        for name, title in titles.items():
            named = self._named_in(name, asked, _DEALT)
            entries = [(path, at, stems & asked) for path, at, stems in self._contents[name] if (path, at) in named]
            entries = [entry for entry in entries if entry[0] != "content.methods"]
            if title & asked:
                entries.insert(0, ("name", 0, title & asked))
            most = max((len(stems) for _, _, stems in entries), default=0)
            if most:
                found.append((most, name, tuple((path, at) for path, at, stems in entries if len(stems) == most)))
        # “fair recruitment” is not dealt with where only “fair” stands
        best = max((most for most, _, _ in found), default=0)
        return tuple((name, entries) for most, name, entries in found if most == best)

    def _rare(self, read: Read, shortest: int, often: int) -> set[str]:
        """The beginnings of words of a piece that are so long and in no more than so many examples."""
        repaired = [self.speller.repair(token) for token in read.tokens]
        return {
            word[:_ROOT]
            for word in repaired
            if len(word) >= shortest
            and word[0] != "x"
            and word not in self.small
            and self.speller.counts.get(word, 0) < often
            and _GENERAL.isdisjoint(self.concepts.find([word]))
        }

    def _named_in(self, course: str, asked: set[str], share: int) -> tuple[tuple[str, int], ...]:
        """Where words stand in the contents of a course: those that no more than one in so many entries has."""
        entries = self._contents[course]
        # a word that many entries have tells nothing, a theme does
        most = {stem: max(2, len(entries) // (_THEMED if is_theme(stem) else share)) for stem in asked}
        rare = {stem for stem in asked if 0 < sum(stem in stems for _, _, stems in entries) <= most[stem]}
        return tuple((path, position) for path, position, stems in entries if stems & rare)

    def groups(self, read: Read, courses: Sequence[str], text: str) -> tuple[int, ...]:
        """Which target groups of the one course in question a piece, or a short message around it, speaks of (“I work
        for an NGO”), from 0.
        """
        if not (course := self._only(courses)):
            return ()
        around = words(text)
        return self._groups(course, read.tokens) or (self._groups(course, around) if len(around) <= _AROUND else ())

    def meant_for(self, text: str) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
        """Which courses are meant for people as somebody who wants advice says to be.

        Args:
            text: the message.

        Returns:
            Ids, each with the field and the places of the groups it names; nothing for a long message.
        """
        said = words(text)
        if len(said) > _AROUND:
            return ()
        found = ((name, self._groups(name, said)) for name in self.courses)
        return tuple((name, tuple((AUDIENCE, at) for at in positions)) for name, positions in found if positions)

    def _groups(self, course: str, tokens: Sequence[str]) -> tuple[int, ...]:
        said = [self.speller.repair(token) for token in tokens]
        people = set(self.concepts.find(said)) & PEOPLE
        stems = {word[:_STEM] for word in said if len(word) >= _STEM}
        return tuple(
            position
            for position, (concepts, professions) in enumerate(self._audience[course])
            if people & concepts or stems & professions
        )

    def beyond(self, concepts: set[str], courses: Sequence[str]) -> bool:
        """Whether something asked for is in no list of what a course's price covers."""
        asked = concepts & _EXTRAS
        return bool(asked.difference(*(self._covered[name] for name in courses if name in self.courses)))

    def _only(self, courses: Sequence[str]) -> str:
        known = [name for name in courses if name in self.courses]
        return known[0] if len(known) == 1 else ""

    def _title(self, name: str) -> set[str]:
        """The beginnings of the words of a course's name."""
        said = self.courses[name].name
        return {word[:_ROOT] for text in (said.en, said.fr, said.es) if text for word in words(text)}

    def _read_contents(self, name: str) -> list[tuple[str, int, set[str]]]:
        """Each part of the contents with the beginnings of its words."""
        entries: list[tuple[str, int, set[str]]] = []
        for path in _CONTENT:
            version = self.courses[name].field(path).fullest
            for position, item in enumerate(version.value if version else ()):
                texts = [text for text in (item.en, item.fr, item.es) if text]
                stems = {word[:_ROOT] for text in texts for word in words(text)}
                entries.append((path, position, stems.union(*map(self.themes.find, texts))))
        return entries

    def _read_audience(self, name: str) -> list[tuple[set[str], set[str]]]:
        """The concepts of people in each target group, and the beginnings of its professions."""
        audience = self.courses[name].requirements.audience
        found = []
        for group in audience.versions[0].value if audience.stated else ():
            texts = [words(text) for text in (group.en, group.fr, group.es) if text]
            concepts = {concept for text in texts for concept in self.concepts.find(text)}
            named = (word for text in texts for word in text if "profession" in concepts)
            professions = {word[:_STEM] for word in named if "profession" in self.concepts.find([word])}
            found.append((concepts & PEOPLE, professions))
        return found

    def _read_covered(self, name: str) -> set[str]:
        """The concepts of what the price of a course covers, in all versions."""
        items = (item for version in self.courses[name].fee.includes.versions for item in version.value)
        return {concept for item in items for concept in self.concepts.find(words(item.en))}
