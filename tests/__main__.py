"""`python3 tests` checks everything; `python3 tests <arguments>` runs pytest alone with them.

The command first installs the needs of the tests: the development lock, Debian's nginx and
PgBouncer, its Chromium and Firefox, and their fonts.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

import bootstrap  # noqa: E402 - it lies beside this folder, not in it
from tests import checks  # noqa: E402 - as above

# Four processes for two processors, since many tests wait. Each has its own servers; a file's
# tests share fixtures, so they stay together, in the order of tests/conftest.py.
AT_ONCE = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder", "--databases", "by-turns"]


def main(arguments: list[str]) -> NoReturn:
    """Run the checks and pytest; the plugin in tests/servers fails the run if a check failed."""
    bootstrap.continue_in_venv(
        str(Path(__file__).resolve()), "requirements.lock", "requirements-dev.lock"
    )
    try:
        if missing := missing_packages():
            bootstrap.apt(*missing)
    except bootstrap.CannotInstall as problem:
        bootstrap.give_up(str(problem))
    os.chdir(ROOT)
    if not arguments:
        checks.start()
        compile_once()
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *(arguments or AT_ONCE)])


def compile_once() -> None:
    """Compile the tests and what they import, or each process of a first run would do it itself."""
    compiled = Path(importlib.util.cache_from_source(str(ROOT / "tests" / "conftest.py")))
    if not any(compiled.parent.glob("conftest.*-pytest-*.pyc")):
        command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet"]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def missing_packages() -> list[str]:
    """Return the missing Debian packages that some test needs."""
    missing = []
    if not os.environ.get("CHROMIUM") and not shutil.which("chromium"):
        missing.append("chromium")
    if not os.environ.get("FIREFOX") and not shutil.which("firefox-esr"):
        missing.append("firefox-esr")
    if not os.environ.get("CHROMIUM_HEADLESS_SHELL") and not shutil.which(
        "chromium-headless-shell"
    ):
        missing.append("chromium-headless-shell")
    if not any(Path("/usr/lib").glob("*/libatomic.so.1")):
        missing.append("libatomic1")  # Playwright brings its own Node.js, which needs it.
    if not any(Path("/usr/share/fonts").glob("truetype/noto/NotoSans-Regular.*")):
        missing.append("fonts-noto-core")
    if not shutil.which("curl"):
        missing.append("curl")
    if not shutil.which("nginx"):
        missing.append("nginx-light")
    if not shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"):
        missing.append("pgbouncer")
    return missing


if __name__ == "__main__":
    main(sys.argv[1:])
