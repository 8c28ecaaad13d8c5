"""Becomes another program that ends with its parent. Run by its path; standard library only.

    python -I -S launch.py [--as-nobody] [--end-signal N] --parent PID -- program argument ...

`exec` keeps the process id, so what is started is what is recorded, watched and signalled.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 4
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2
_CAPABILITY_VERSION_3 = 0x20080522


def become_nobody(libc: ctypes.CDLL | None) -> None:
    """Give up root; on Linux keep the one right to walk through folders that only root may enter.

    A clone below a private folder stays private: nothing is widened for the sake of the database.
    """
    nobody = pwd.getpwnam("nobody")
    if libc:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        # Without it access(2), by which initdb looks for its sister programs, forgets the right again.
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)
    if libc:
        # Containers often keep the second right back and grant the first.
        any(_keep(libc, capability) for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE))


def _keep(libc: ctypes.CDLL, capability: int) -> bool:
    """Carry one capability over the exec to come; False where it is not ours to keep."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    bits = 1 << capability
    low_then_high = (ctypes.c_uint32 * 6)(bits, bits, bits, 0, 0, 0)
    if libc.capset(header, low_then_high):
        return False
    return libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0


def main(arguments: list[str]) -> None:
    """Prepare this process, then be the program."""
    split = arguments.index("--")
    options, program = arguments[:split], arguments[split + 1 :]
    linux = sys.platform == "linux"
    libc = ctypes.CDLL(None) if linux else None
    if "--as-nobody" in options:
        become_nobody(libc)
    if libc:
        # After the change of user, which clears it.
        libc.prctl(PR_SET_PDEATHSIG, int(options[options.index("--end-signal") + 1]), 0, 0, 0)
    if os.getppid() != int(options[options.index("--parent") + 1]):
        sys.exit("the starter is gone")
    os.execvp(program[0], program)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
