"""produce.py EXAMPLE...: run each of the programs in a process of its own, which has Flowcept imported already."""

import os
import runpy
import sys
import traceback

import flowcept  # noqa: F401

for path in sys.argv[1:]:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            runpy.run_path(path, run_name="__main__")
            sys.stdout.flush()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{path} failed")
