"""One line before the first installation: where we are and what will be downloaded.

Run with whatever Python the machine has, so nothing here is newer than Python 3.6 syntax: an old
interpreter must be told what is missing instead of failing on a syntax error.
"""

import pathlib
import platform
import shutil
import sys

NEEDED_GB = 3.0


def main():
    free = shutil.disk_usage(str(pathlib.Path.cwd())).free / 1e9
    version = platform.python_version()
    print(
        "Python {} · {} {} · {:.0f} GB free · downloads about 0.5 GB with the CPU build of PyTorch, "
        "about 3 GB with the CUDA build, once, into .venv".format(version, platform.system(), platform.machine(), free)
    )
    if sys.version_info < (3, 11):
        return "Studyhall needs Python 3.11 or newer; this is {}. Try `make run PYTHON=python3.11`.".format(version)
    if free < NEEDED_GB:
        return "Studyhall needs about {:.0f} GB of free disk here; {:.1f} GB are left.".format(NEEDED_GB, free)
    return 0


if __name__ == "__main__":
    sys.exit(main())
