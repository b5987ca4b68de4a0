import ssl
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.tests import BaseCase, tagged

from ..sending import receiver
from ..sending.receiver_answer import Verdict, read_answer
from .receiver import closed_port, listening, trickling
from .sending_case import NOW, LocalRequests, send_for_real


def self_signed(folder):
    """Write a certificate for localhost that no authority vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = Path(folder, "both.pem")
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@tagged("post_install", "-at_install")
class TestSendingReceiver(LocalRequests, BaseCase):
    def setUp(self):
        super().setUp()
        self.receiver = self.enterContext(listening())

    def post(self, url=None):
        url = self.receiver.url if url is None else url
        return receiver.post(url, b'{"events":[]}', {"webhook-id": "1"}, NOW)

    def assert_problem(self, problem, detail=None, url=None):
        answer = self.post(url)
        self.assertEqual((answer.verdict, answer.problem), (Verdict.TROUBLE, problem))
        if detail is not None:
            self.assertEqual(answer.detail, detail)

    def test_nobody_listens(self):
        with closed_port() as port:
            self.assert_problem(
                "nobody_listens", "127.0.0.1", url=f"http://127.0.0.1:{port}/"
            )

    def test_a_host_that_nobody_knows(self):
        error = OSError("Name or service not known")
        with patch("socket.getaddrinfo", side_effect=receiver.socket.gaierror(error)):
            self.assert_problem("host_unknown", "127.0.0.1")

    def test_a_certificate_that_nobody_vouches_for(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self_signed(folder))

        def wrap(plain):
            return context.wrap_socket(plain, server_side=True)

        with listening(wrap) as secured:
            url = secured.url.replace("http:", "https:")
            self.assert_problem("certificate", "127.0.0.1", url=url)
            self.assertFalse(secured.requests)

    def test_https_to_a_port_that_speaks_http(self):
        url = self.receiver.url.replace("http:", "https:")
        self.assert_problem("tls", "127.0.0.1", url=url)

    def test_a_receiver_that_is_silent(self):
        self.receiver.hold = True
        with patch.object(receiver, "SILENCE_TIMEOUT_S", 0.1):
            self.assert_problem("timeout", "127.0.0.1")

    def test_an_answer_that_never_ends_is_cut(self):
        self.receiver.says(200, {"Content-Length": str(10**9)}, b" " * 200_000)
        self.assert_problem("not_the_receiver")

    def test_an_answer_that_stays_behind_its_promise(self):
        self.receiver.says(200, {"Content-Length": "100"}, b"{")
        with patch.object(receiver, "SILENCE_TIMEOUT_S", 0.1):
            answer = self.post()
        self.assertIs(answer.verdict, Verdict.TROUBLE)
        self.assertIn(
            answer.problem, ("timeout", "connection_lost", "not_the_receiver")
        )

    def test_an_answer_that_trickles_is_left(self):
        self.assert_left(b"HTTP/1.1 200 OK\r\n\r\n", b" ")

    def test_a_header_that_trickles_is_left(self):
        self.assert_left(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x")

    def test_a_receiver_that_puts_off_for_ever_is_left(self):
        self.assert_left(b"", b"HTTP/1.1 100 Continue\r\n\r\n")

    def assert_left(self, start, more):
        """The receiver goes on and on: each time before its silence is too long."""
        with (
            trickling(start, more) as url,
            patch.object(receiver, "ANSWER_TIMEOUT_S", 0.2),
        ):
            self.assert_problem("timeout", "127.0.0.1", url=url)

    def test_a_compressed_answer_is_not_unpacked(self):
        self.receiver.says(200, {"Content-Encoding": "gzip"}, b"\x1f\x8b" + b"0" * 50)
        self.assert_problem("not_the_receiver")

    def test_a_receiver_that_hangs_up(self):
        self.receiver.hangs_up()
        self.assert_problem("connection_lost", "127.0.0.1")

    def test_a_redirect_is_not_followed_and_told_without_its_query(self):
        with listening() as other:
            location = other.url.replace("127.0.0.1", "u:p@127.0.0.1") + "?token=x"
            self.receiver.says(307, {"Location": location})
            told = "http://127.0.0.1/api/webhooks/odoo"
            self.assert_problem("redirect", told)
            self.assertFalse(other.requests)
        self.receiver.says(302, {"Location": "/login?next=x"})
        self.assert_problem("redirect", "/login")
        self.receiver.says(302)
        self.assert_problem("redirect")

    def test_no_password_of_the_machine_is_sent_along(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        netrc = Path(folder, "netrc")
        netrc.write_text("machine 127.0.0.1 login me password secret\n")
        netrc.chmod(0o600)
        with patch.dict("os.environ", NETRC=str(netrc)):
            self.post()
        self.assertNotIn("authorization", self.receiver.requests[0].headers)

    def test_a_proxy_that_is_not_there(self):
        with closed_port() as port:
            proxy = f"http://127.0.0.1:{port}"
            with patch.dict("os.environ", HTTP_PROXY=proxy, NO_PROXY="", no_proxy=""):
                self.assert_problem("proxy", "127.0.0.1")

    def test_addresses_that_cannot_work_are_not_tried(self):
        for url, problem in {
            "": "not_http",
            "example.com/api/webhooks/odoo": "not_http",
            "ftp://example.com/": "not_http",
            "javascript:alert(1)": "not_http",
            "https:///api/webhooks/odoo": "no_host",
            "https://user:pass@example.com/": "credentials_in_url",
            "https://user@example.com/": "credentials_in_url",
            "https://@example.com/": "credentials_in_url",
            "https://example.com:port/": "bad_url",
            "https://example.com:99999/": "bad_url",
            "https://exa mple.com/": "bad_url",
            "https://example.com/\r\nX: y": "bad_url",
            "https://[::1/": "bad_url",
        }.items():
            self.assertEqual(receiver.url_problem(url), problem, url)
            self.assert_problem(problem, url=url)

    def test_names_that_dns_cannot_hold_are_not_looked_up(self):
        self.patch(requests.Session, "send", send_for_real)
        with patch("socket.getaddrinfo") as lookup:
            for name in (
                "a" * 70 + ".example",
                ".example.",
                "*",
                "ä" * 70 + ".example",
            ):
                self.assert_problem("bad_url", url=f"http://{name}/")
        lookup.assert_not_called()

    def test_plain_http_is_readable_by_others_only_on_the_internet(self):
        for url, is_readable in {
            "http://example.com/": True,
            "http://8.8.8.8/": True,
            "http://[2001:4860:4860::8888]/": True,
            "https://example.com/": False,
            "http://localhost:8080/": False,
            "http://webhooks:8080/": False,
            "http://10.0.0.7/": False,
            "http://[::1]/": False,
            "http://assistant.internal/": False,
        }.items():
            self.assertEqual(receiver.is_readable_by_others(url), is_readable, url)


@tagged("post_install", "-at_install")
class TestSendingAnswers(BaseCase):
    def test_a_wrong_clock_is_measured_by_the_receivers_own(self):
        def detail(date):
            body = b'{"code": "timestamp"}'
            return read_answer(401, {"Date": date}, body, NOW).detail

        self.assertEqual(detail("Sun, 22 Nov 2026 18:50:00 GMT"), "600")
        self.assertEqual(detail("Sun, 22 Nov 2026 21:10:00 +0200"), "-600")
        self.assertEqual(detail("yesterday"), "")
        self.assertEqual(read_answer(401, {}, b'{"code": "timestamp"}', NOW).detail, "")

    def test_the_codes_of_401_are_told_apart(self):
        for body, problem in {
            b'{"code": "not_authentic"}': "wrong_secret",
            b'{"code": "timestamp"}': "clock",
            b'{"code": "replayed"}': "replayed",
            b'{"code": ["x"]}': "login_wanted",
            b"<html>": "login_wanted",
        }.items():
            self.assertEqual(read_answer(401, {}, body, NOW).problem, problem)

    def test_foreign_text_is_clipped_and_on_one_line(self):
        body = b'{"detail": "a\\n\\u0000b\\u2028' + b"x" * 500 + b'"}'
        detail = read_answer(400, {}, body, NOW).detail
        self.assertTrue(detail.startswith("a b x"))
        self.assertEqual(len(detail), 200)
