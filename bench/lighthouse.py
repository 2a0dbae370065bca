"""Lighthouse's four marks for the finished demo page, on a phone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.demo import demo
from bench.reporting import median, parser, report
from bench.table import Row

MARKS = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def installed(folder: Path) -> Path:
    """Return the program, installed by npm into `folder` where it is not there yet."""
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        if not shutil.which("npm"):
            sys.exit("Not installed: npm. Debian: apt-get install -y nodejs npm chromium")
        npm = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "lighthouse"]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return program


def judge(program: Path, url: str, folder: Path) -> dict[str, Any]:
    """Return Lighthouse's whole report of one visit."""
    path = folder / "report.json"
    command = [
        str(program), url, "--quiet", "--output=json", f"--output-path={path}",
        f"--chrome-flags={FLAGS}", f"--only-categories={','.join(MARKS)}",
    ]  # fmt: skip
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    environment = {**os.environ, "CHROME_PATH": chromium}
    subprocess.run(command, check=True, env=environment, timeout=180, stdout=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def lost(found: dict[str, Any]) -> list[str]:
    """Return the audits that cost a mark something, with Lighthouse's words for it."""
    said = []
    for category in found["categories"].values():
        for reference in category["auditRefs"]:
            audit = found["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.995:
                shown = audit.get("displayValue") or ""
                said.append(f"{audit['id']} {audit['score']:.2f} {shown}".strip())
    return said


def main(arguments: Sequence[str]) -> bool:
    options = parser("lighthouse")
    options.add_argument("--visits", type=int, default=3)
    options.add_argument("--folder", type=Path, help="where npm's lighthouse is, or goes")
    chosen = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as made, demo() as running:
        program = installed(chosen.folder or Path(made))
        url = running.page()
        reports = [judge(program, url, Path(made)) for _ in range(chosen.visits)]
    marks = {
        name: [round(each["categories"][key]["score"] * 100) for each in reports]
        for key, name in MARKS.items()
    }
    rows = [
        Row(name, f"{median(found):.0f}", "100", median(found) == 100)
        for name, found in marks.items()
    ]
    why = sorted({line for each in reports for line in lost(each)})
    rows += [Row(f"  {line[:90]}", "") for line in why]
    figures = {"marks": marks, "lost": why, "lighthouse": reports[0]["lighthouseVersion"]}
    return report("Lighthouse, mobile, http on loopback", rows, figures, chosen.json)
