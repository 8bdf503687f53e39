"""Become another program, one that dies when the process that started it dies.

Run as a script, `python -I -S tether.py PARENT SIGNAL UID GID PROGRAM [ARGUMENT...]`:

    PARENT   process id of the one that started this, which is watched
    SIGNAL   number of the signal that the kernel sends when PARENT has died
    UID GID  account to become first (numbers), or -1 -1 to stay what we are

A script of its own, because the alternative, `preexec_fn` of `subprocess.Popen`, is unsafe
once the caller has threads, as a test runner does. Linux only watches; elsewhere the
program just starts, and `demo.leftovers` finds it at the next start.
"""

import ctypes  # before the account changes: it may not be allowed to read this any more
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, death_signal: int, uid: int, gid: int, program: list[str]) -> None:
    """Change the account, tie this process to its parent, and become `program`.

    Raises:
        OSError: the account may not be taken or the program not be run.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # Only now: the kernel forgets the death signal when a process changes its account.
    if prctl:
        if prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        if os.getppid() != parent:  # it died before we were tied to it
            sys.exit(1)
    # Python ignores these two, and what is ignored stays ignored in the next program.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    os.execvp(program[0], program)  # noqa: S606 (no shell is the point)


if __name__ == "__main__":
    watched, number, user, group = map(int, sys.argv[1:5])
    main(watched, number, user, group, sys.argv[5:])
