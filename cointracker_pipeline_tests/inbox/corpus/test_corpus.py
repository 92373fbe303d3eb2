"""Each file of the corpus ends in rows or in one clear error, and the process that asked goes on."""

import re
import resource
import time
from collections import Counter
from pathlib import Path

import pytest

from cointracker_pipeline.chains import find_chain, load_chains
from cointracker_pipeline.errors import SpreadsheetError
from cointracker_pipeline.inbox.infer import make_inference
from cointracker_pipeline.inbox.rows import Judge
from cointracker_pipeline.inbox.take import preview
from cointracker_pipeline.pipeline import holds_secret
from cointracker_pipeline_tests.inbox.corpus import excel, hostile, inferred, old_excel, open_document, texts
from cointracker_pipeline_tests.inbox.corpus.asked import ASKED
from cointracker_pipeline_tests.inbox.corpus.specimen import Specimen

SPECIMENS = [one for module in (texts, excel, old_excel, open_document, hostile, inferred) for one in module.SPECIMENS]
MOST_SECONDS = 30
MOST_BYTES = 500_000_000
KILOBYTE = 1024
JUDGE = Judge(find_chain, make_inference(load_chains().values()), lambda _wallet_ids: {}, holds_secret)


def _id(specimen: Specimen) -> str:
    return specimen.name.encode("unicode_escape").decode()


def test_the_corpus_is_large_and_its_names_differ() -> None:
    """There are at least 60 files, and none hides another."""
    assert len(SPECIMENS) >= 60
    assert [name for name, times in Counter(one.name for one in SPECIMENS).items() if times > 1] == []


@pytest.mark.parametrize("asked", ASKED)
def test_what_was_asked_for_is_there(asked: str) -> None:
    """Each kind of file that must be shown is shown by files of the corpus."""
    assert set(ASKED[asked]) <= {one.name for one in SPECIMENS}


@pytest.mark.parametrize("specimen", SPECIMENS, ids=_id)
def test_rows_or_one_clear_error(specimen: Specimen, tmp_path: Path) -> None:
    """A file gives exactly its rows, or one line that names it; in time, and no process takes too much memory."""
    path = tmp_path / specimen.name
    path.write_bytes(specimen.make())
    began = time.monotonic()
    if specimen.says:
        with pytest.raises(SpreadsheetError, match=specimen.says) as caught:
            preview(path, JUDGE)
        message = str(caught.value)
        assert message.isprintable()
        assert specimen.name.isprintable() is (specimen.name in message)
    else:
        found = {one.line: one for one in preview(path, JUDGE)}
        assert sorted(found) == sorted(specimen.rows)
        for line, expected in specimen.rows.items():
            assert found[line].wallet_id == expected or re.search(expected, found[line].reason), found[line]
    assert time.monotonic() - began < MOST_SECONDS
    # The largest of the children so far, or this process where it was larger when it started one.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KILOBYTE < MOST_BYTES
