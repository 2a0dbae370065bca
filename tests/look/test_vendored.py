import base64
import hashlib

from tests.look.files import STATIC

HTMX = STATIC / "vendor" / "htmx@4.0.1"
#: Computed from the file that npm delivers; the hash in 4.0.1's own README is that of 4.0.0.
SHA384 = "Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


def test_htmx_is_the_file_that_was_published() -> None:
    digest = hashlib.sha384((HTMX / "htmx.min.js").read_bytes()).digest()

    assert base64.b64encode(digest).decode() == SHA384


def test_what_others_wrote_comes_with_its_licence() -> None:
    assert "Zero-Clause BSD" in (HTMX / "LICENSE").read_text()
    assert "SIL OPEN FONT LICENSE" in next((STATIC / "fonts").glob("LICENSE*")).read_text().upper()
