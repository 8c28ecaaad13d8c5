"""How tests are spread over processes: what is costly to start, is started in one of them."""

from xdist.scheduler import LoadScopeScheduling

_HOUSE_ROOMS = frozenset({"dialogue", "e2e", "faults"})


def group_of(nodeid: str) -> str:
    """The tests of one file stay together, and so do all that need the whole house."""
    path = nodeid.partition("::")[0]
    room = path.removeprefix("tests/").partition("/")[0]
    return "house" if room in _HOUSE_ROOMS else path


class Rooms(LoadScopeScheduling):
    """pytest-xdist's scheduler over these groups.

    (Its own `loadgroup` writes the group into the test's id, which newer pytests do not take: all tests were
    scattered, and every costly fixture was made in each process.)
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
