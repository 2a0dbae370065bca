"""Validators: markup, accessibility and the policy, without an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import requests
from playwright.sync_api import sync_playwright

from bench.readers.installing import Needs
from bench.readers.judging import Seen
from bench.readers.reader import Kit, Reader, by_npm
from bench.readers.stage import Stage
from tests.support.chromium import launch_options

#: csp_evaluator's severity; above it are its doubts.
MEDIUM = 30
AXE = "node_modules/axe-core/axe.min.js"
HTMLCS = "node_modules/html_codesniffer/build/HTMLCS.js"
RUN_AXE = "async () => (await axe.run()).violations.map((each) => each.id + ': ' + each.help)"
RUN_HTMLCS = """() => new Promise((done) => HTMLCS.process("WCAG2AA", document, () => done(
  HTMLCS.getMessages().filter((each) => each.type === HTMLCS.ERROR)
    .map((each) => each.code + ": " + each.msg))))"""


def documents(stage: Stage) -> dict[str, str]:
    return {
        "page": stage.page,
        "video": stage.address(stage.videos[0]),
        "photo post": stage.address(stage.videos[-1]),
        "embed of the page": f"{stage.page}/embed",
        "embed of a video": f"{stage.address(stage.videos[0])}/embed",
        "home": f"{stage.site.url}/",
        "page about the API": f"{stage.site.url}/api",
    }


def fetched(stage: Stage, kit: Kit) -> Iterator[tuple[str, Path]]:
    """Save each document to a file; yield its form and the path."""
    for form, address in documents(stage).items():
        path = kit.folder / f"{form.replace(' ', '-')}.html"
        path.write_bytes(requests.get(address, timeout=20).content)
        yield form, path


def noted(form: str, point: str, complaints: list[str]) -> Seen:
    seen = Seen(form)
    seen.check(point, not complaints, "; ".join(complaints))
    return seen


def read_vnu(stage: Stage, kit: Kit) -> Iterator[Seen]:
    jar = str(kit.folder / "node_modules/vnu-jar/build/dist/vnu.jar")
    for form, path in fetched(stage, kit):
        said = kit.program(
            "java", "-jar", jar, "--stdout", "--format", "json", "--exit-zero-always", str(path)
        )
        messages = json.loads(said)["messages"]
        yield noted(
            form, "markup", [each["message"] for each in messages if each["type"] == "error"]
        )


def read_html_validate(stage: Stage, kit: Kit) -> Iterator[Seen]:
    for form, path in fetched(stage, kit):
        yield noted(form, "markup", kit.script("html_validate.mjs", str(path)))


def read_csp_evaluator(stage: Stage, kit: Kit) -> Iterator[Seen]:
    """Let Google's evaluator judge the policies as they are with TikTok's hosts, which have https.

    Here the sandbox stands in the place of TikTok's hosts, on loopback and without https.
    """
    for form, address in documents(stage).items():
        policy = requests.get(address, timeout=20).headers["Content-Security-Policy"]
        policy = policy.replace(stage.site.sandbox_url, "https://p16-common-sign.tiktokcdn-eu.com")
        found = kit.script("csp_evaluator.mjs", policy)
        grave = [each["description"] for each in found if each["severity"] <= MEDIUM]
        seen = noted(form, "policy", grave)
        doubts = {each["description"] for each in found if each["severity"] > MEDIUM}
        seen.also += [f"it doubts: {each}" for each in sorted(doubts)]
        yield seen


def in_chromium(stage: Stage, kit: Kit, script: str, run: str) -> Iterator[Seen]:
    """Run a checker inside each document, light and dark. Their policies are put aside for that."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        try:
            for form, address in documents(stage).items():
                complaints: list[str] = []
                for scheme in ("light", "dark"):
                    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
                    page = context.new_page()
                    page.goto(address)
                    page.add_script_tag(path=kit.folder / script)
                    complaints += page.evaluate(run)
                    context.close()
                yield noted(form, "accessibility in light and dark", sorted(set(complaints)))
        finally:
            chromium.close()


def read_axe(stage: Stage, kit: Kit) -> Iterator[Seen]:
    yield from in_chromium(stage, kit, AXE, RUN_AXE)


def read_htmlcs(stage: Stage, kit: Kit) -> Iterator[Seen]:
    yield from in_chromium(stage, kit, HTMLCS, RUN_HTMLCS)


READERS = (
    Reader("vnu", Needs(npm=("vnu-jar@26.9.27",), programs={"java": "default-jre-headless"}),
           read_vnu, "26.9.27"),
    by_npm("html-validate", "10.17.0", read_html_validate),
    by_npm("axe-core", "4.14.1", read_axe),
    by_npm("html_codesniffer", "2.5.1", read_htmlcs),
    by_npm("csp_evaluator", "1.1.8", read_csp_evaluator),
)  # fmt: skip
