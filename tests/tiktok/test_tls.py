"""The same promises over TLS."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
import requests.adapters
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portfolio.tiktok.client import TikTok
from portfolio.tiktok.errors import Unavailable
from tests.tiktok.canned import message
from tests.tiktok.conftest import ACCESS_TOKEN

LISTING = message({"data": {"videos": [], "has_more": False}, "error": {"code": "ok"}})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that only tests trust, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return str(file)


@contextmanager
def tls_server(certificate, answer):
    """Serve one connection after another; `answer` gets the connection and the request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    asked = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), connection:
                secured = context.wrap_socket(connection, server_side=True)
                with secured:
                    request = b""
                    while not request.endswith(b"}"):
                        request += secured.recv(65536)
                    asked.append(request)
                    answer(secured)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"https://127.0.0.1:{listener.getsockname()[1]}", asked
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(60)


def drip(secured):
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200:
        secured.sendall(bytes([byte]))
        time.sleep(0.02)


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", certificate)


def test_a_trusted_server_is_asked(certificate, trusted):
    with tls_server(certificate, lambda secured: secured.sendall(LISTING)) as (url, asked):
        page = TikTok(url, user_agent="test", deadline=60).list_videos(ACCESS_TOKEN)

    assert page.has_more is False
    assert ACCESS_TOKEN.encode() in asked[0]


def test_a_server_nobody_vouches_for_never_sees_the_token(certificate):
    with tls_server(certificate, lambda secured: secured.sendall(LISTING)) as (url, asked):
        tiktok = TikTok(url, user_agent="test", deadline=60)
        with pytest.raises(Unavailable) as caught:
            tiktok.list_videos(ACCESS_TOKEN)

    assert (caught.value.code, caught.value.delivered) == ("no_connection", False)
    assert asked == []


def test_the_deadline_holds_over_tls(certificate, trusted):
    with tls_server(certificate, drip) as (url, asked), pytest.raises(Unavailable) as caught:
        TikTok(url, user_agent="test", deadline=0.5).list_videos(ACCESS_TOKEN)
    assert (caught.value.code, len(asked)) == ("timeout", 1)
