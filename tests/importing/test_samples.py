"""Notes nobody wrote a course file for, in all formats, layouts and languages: every typed field."""

from __future__ import annotations

import pytest

from tests.importing.comparing import drafted
from tests.importing.conftest import Read
from tests.importing.more_samples import MORE_SAMPLES
from tests.importing.samples import SAMPLES, Sample

ALL = (*SAMPLES, *MORE_SAMPLES)


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_a_note_is_read_as_it_is_meant(sample: Sample, read: Read) -> None:
    found = read(sample.make()).found
    got = {path: drafted(path, found[path]) for path in sample.values}
    assert got == {path: sorted(values, key=str) for path, values in sample.values.items()}


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
def test_everything_found_says_where_it_stands(sample: Sample, read: Read) -> None:
    for path, found in read(sample.make()).found.items():
        for version in found.versions:
            assert version.section and version.place, path
