"""The line as a whole, where no single stage could be wrong."""

from __future__ import annotations

from kltsite import assembly
from kltsite.publish import Ledger
from kltsite.workers import alone
from tests.helpers import ROOT, files_in, interface


def test_a_source_on_the_host_of_the_site_is_not_taken_for_a_page_of_the_site() -> None:
    files = files_in(ROOT / "content")
    options = assembly.Options(base_url="https://www.kreativlandtransfer.de/")
    around = assembly.Surroundings(files_in(ROOT / "templates"), interface(), lambda chart: "<svg></svg>")
    ledger = Ledger()
    for output in assembly.build(assembly.judge(files, options, alone), files, around, options, alone):
        ledger.enter(output)
    assert ledger.settle() == ()
