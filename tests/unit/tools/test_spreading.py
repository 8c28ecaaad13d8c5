"""Which tests share a process."""

import pytest

from tests.support.spreading import group_of


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("tests/dialogue/test_talks.py::test_the_talk_ends_as_written[happy-a::b]", "house"),
        ("tests/e2e/test_running.py::test_a", "house"),
        ("tests/faults/test_faults.py::test_a[x]", "house"),
        ("tests/unit/tools/test_spreading.py::test_a", "tests/unit/tools/test_spreading.py"),
        ("tests/browser/h5/test_pages.py::test_a[tests/dialogue]", "tests/browser/h5/test_pages.py"),
    ],
)
def test_what_needs_the_house_stays_together_and_files_stay_whole(nodeid: str, group: str) -> None:
    assert group_of(nodeid) == group


def test_the_scheduler_is_asked_for(pytestconfig: pytest.Config) -> None:
    assert [one for one in pytestconfig.pluginmanager.get_plugins() if hasattr(one, "pytest_xdist_make_scheduler")], (
        "the root conftest names the scheduler"
    )
