"""A browser reads the web manifest and finds nothing that keeps the studio from being installed."""

from __future__ import annotations

from tests.browser.conftest import Visit


def test_chromium_reads_the_manifest(visit: Visit) -> None:
    page = visit().open("/")
    session = page.context.new_cdp_session(page)

    found = session.send("Page.getAppManifest")
    faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert found["url"].endswith("/site.webmanifest")
    assert found["errors"] == []
    # A window without a trace, as each of these tests has one, installs nothing.
    assert {fault["errorId"] for fault in faults} <= {"in-incognito"}
