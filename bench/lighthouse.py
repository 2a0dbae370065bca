"""Lighthouse's four marks for the finished demo page, on a phone: each visit's, and the median.

One visit differs from the next, so the median of several counts, as Lighthouse itself advises:
https://github.com/GoogleChrome/lighthouse/blob/main/docs/variability.md
"""

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

from bench.answers import get
from bench.demo import demo
from bench.reporting import median, parser, report
from bench.table import Row
from tests.support import chromium

MARKS = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "SEO",
}
#: The components of the performance mark, in milliseconds except for the shift.
PARTS = {
    "FCP": "first-contentful-paint",
    "LCP": "largest-contentful-paint",
    "TBT": "total-blocking-time",
    "SI": "speed-index",
    "CLS": "cumulative-layout-shift",
}
#: The kinds that we send compressed; the formats of pictures and the font compress already.
TEXTS = ("Document", "Stylesheet", "Script")
SLACK = 100  # bytes: the status line, and headers that differ from answer to answer
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"


def installed(folder: Path) -> Path:
    """Return the program; install it by npm into `folder` if it is missing."""
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
    environment = {**os.environ, "CHROME_PATH": chromium.program()}
    subprocess.run(command, check=True, env=environment, timeout=180, stdout=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def lost(found: dict[str, Any]) -> list[str]:
    """Return the audits that lowered a mark, with Lighthouse's titles."""
    said = []
    for category in found["categories"].values():
        for reference in category["auditRefs"]:
            audit = found["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.995:
                shown = audit.get("displayValue") or ""
                said.append(f"{audit['id']} {audit['score']:.2f} {shown}".strip())
    return said


def parts(found: dict[str, Any]) -> dict[str, float]:
    """Return the components of the performance mark."""
    return {
        name: round(found["audits"][key]["numericValue"], 3 if name == "CLS" else 0)
        for name, key in PARTS.items()
    }


def marks(found: dict[str, Any]) -> dict[str, int]:
    return {name: round(found["categories"][key]["score"] * 100) for key, name in MARKS.items()}


def texts(found: dict[str, Any]) -> dict[str, int]:
    """Return the bytes on the wire of each text, headers included, by address."""
    return {
        each["url"]: each["transferSize"]
        for each in found["audits"]["network-requests"]["details"]["items"]
        if each["resourceType"] in TEXTS
    }


def is_packed(url: str, on_wire: int) -> bool:
    """Whether Lighthouse's answer is as small as the compressed one that a browser gets."""
    answer = get(url, {"Accept-Encoding": "gzip, deflate, br, zstd"})
    heads = sum(len(name) + len(text) + 4 for name, text in answer.headers)
    packed = any(name.lower() == "content-encoding" for name, _ in answer.headers)
    return packed and on_wire < len(answer.body) + heads + SLACK


def rows(reports: Sequence[dict[str, Any]], packed: Sequence[bool]) -> list[Row]:
    made = []
    for number, each in enumerate(reports, 1):
        shown = ", ".join(f"{name} {value:g}" for name, value in parts(each).items())
        four = " ".join(str(mark) for mark in marks(each).values())
        made.append(Row(f"visit {number}: {shown}", four))
    for name in MARKS.values():
        middle = median([marks(each)[name] for each in reports])
        made.append(Row(f"median: {name}", f"{middle:g}", "100", middle == 100))
    made.append(Row("HTML, CSS and scripts came compressed", f"{sum(packed)} of {len(packed)}",
                    "all", bool(packed) and all(packed)))  # fmt: skip
    why = sorted({line for each in reports for line in lost(each)})
    return made + [Row(f"  {line[:90]}", "") for line in why]


def main(arguments: Sequence[str]) -> bool:
    options = parser("lighthouse")
    options.add_argument("--visits", type=int, default=5)
    options.add_argument("--folder", type=Path, help="where npm's lighthouse is, or goes")
    chosen = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as made, demo() as running:
        program = installed(chosen.folder or Path(made))
        url = running.page()
        reports = [judge(program, url, Path(made)) for _ in range(chosen.visits)]
        packed = [is_packed(*sent) for sent in texts(reports[0]).items()]
    figures = {
        "marks": [marks(each) for each in reports],
        "parts": [parts(each) for each in reports],
        "lost": [lost(each) for each in reports],
        "texts": texts(reports[0]),
        "lighthouse": reports[0]["lighthouseVersion"],
    }
    return report(
        "Lighthouse, mobile, http on loopback", rows(reports, packed), figures, chosen.json
    )
