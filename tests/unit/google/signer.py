"""A signer of our own in Google's stead: its keys on 127.0.0.1, and tokens of every kind."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from shared.adapters.system.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AUDIENCE = "https://jobs.example.com"
CALLER = "scheduler@project.iam.gserviceaccount.com"
IAP_AUDIENCE = "/projects/123/global/backendServices/456"
PERSON = "Zarqaa.Canariya@example.org"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def assemble(header: object, claims: object, sign: Any) -> str:
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def claims(**changes: object) -> dict[str, object]:
    """Give what a sound token of a service account says; None takes a claim out."""
    now = int(SystemClock().now().timestamp())
    sound = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": CALLER,
        "email_verified": True,
        "sub": "1234567890",
        "iat": now - 10,
        "exp": now + 3600,
    }
    return {name: value for name, value in (sound | changes).items() if value is not None}


def assertion(**changes: object) -> dict[str, object]:
    """Give what a sound assertion of Identity-Aware Proxy says."""
    iap: dict[str, object] = {
        "iss": "https://cloud.google.com/iap",
        "aud": IAP_AUDIENCE,
        "email": PERSON,
        "email_verified": None,
    }
    return claims(**(iap | changes))


@dataclass
class Signer:
    """Two keys, RSA and elliptic, and how often their public halves were asked for."""

    rsa_key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    ec_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    url: str = ""
    asked: int = 0
    status: int = 200
    body: bytes | None = None
    """What is answered in place of the keys."""

    def keys(self) -> dict[str, str]:
        return {"rsa-1": _pem(self.rsa_key), "ec-1": _pem(self.ec_key)}

    def rs256(self, said: object, key: rsa.RSAPrivateKey | None = None, **header: object) -> str:
        signing = key or self.rsa_key
        head = {"alg": "RS256", "typ": "JWT", "kid": "rsa-1"} | header
        return assemble(
            head, said, lambda raw: signing.sign(raw, padding.PKCS1v15(), hashes.SHA256())
        )

    def es256(self, said: Mapping[str, object], **header: object) -> str:
        head = {"alg": "ES256", "typ": "JWT", "kid": "ec-1"} | header
        return assemble(head, said, self._sign_es256)

    def hs256_with_the_public_key(self, said: Mapping[str, object]) -> str:
        secret = self.keys()["rsa-1"].encode()
        head = {"alg": "HS256", "typ": "JWT", "kid": "rsa-1"}
        return assemble(head, said, lambda raw: hmac.digest(secret, raw, "sha256"))

    def _sign_es256(self, raw: bytes) -> bytes:
        r, s = decode_dss_signature(self.ec_key.sign(raw, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@contextmanager
def serving(signer: Signer) -> Iterator[Signer]:
    """Serve the signer's public keys on 127.0.0.1."""

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            signer.asked += 1
            body = json.dumps(signer.keys()).encode() if signer.body is None else signer.body
            self.send_response(signer.status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    signer.url = f"http://127.0.0.1:{server.server_port}/keys"
    try:
        yield signer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
