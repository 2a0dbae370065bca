import base64
import hashlib

from tests.look.files import STATIC

SORTABLE = STATIC / "vendor" / "sortablejs@1.15.7"
HTMX = STATIC / "vendor" / "htmx@4.0.1"
#: The hash of npm's file; the one in 4.0.1's own README is that of 4.0.0.
SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"

#: Of npm's file; the package states none.
SORTABLE_SHA384 = "DgmC6Xe2bSN2WjTDXzWYbUbxyhNP+NNkGDR/g78pCXV7E7rcVTGxVg0uIVCUUcBc"


def test_htmx_is_the_file_that_was_published() -> None:
    digest = hashlib.sha384((HTMX / "htmx.min.js").read_bytes()).digest()

    assert base64.b64encode(digest).decode() == SHA384


def test_sortable_is_the_file_that_was_published() -> None:
    digest = hashlib.sha384((SORTABLE / "Sortable.min.js").read_bytes()).digest()

    assert base64.b64encode(digest).decode() == SORTABLE_SHA384


def test_what_others_wrote_comes_with_its_licence() -> None:
    assert "MIT License" in (SORTABLE / "LICENSE").read_text()
    assert "Zero-Clause BSD" in (HTMX / "LICENSE").read_text()
    licences = sorted((STATIC / "fonts").glob("LICENSE*"))
    assert len(licences) == 2
    assert all("SIL OPEN FONT LICENSE" in each.read_text().upper() for each in licences)
