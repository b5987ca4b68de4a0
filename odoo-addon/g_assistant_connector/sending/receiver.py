"""One POST to the assistant's receiver.

Nothing here knows Odoo. Proxies and additional certificate authorities come from the
environment (``HTTPS_PROXY``, ``NO_PROXY``, ``REQUESTS_CA_BUNDLE``), as with all other
requests that Odoo makes. Foreign exceptions are told apart, never quoted: their texts
hold addresses.
"""

import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

import requests
import urllib3

from . import receiver_deadline
from .receiver_answer import read_answer, trouble

USER_AGENT = "g_assistant_connector/19.0.1.2.0"
CONNECT_TIMEOUT_S = 5
SILENCE_TIMEOUT_S = 15
"""How long the receiver may be silent while its answer is awaited."""
ANSWER_TIMEOUT_S = 30
"""How long its answer, headers and all, may take to its last byte."""
BODY_LIMIT = 64 * 1024
"""Bytes of an answer that are looked at."""


def url_problem(url):
    """Give the problem with this address (a key of SENTENCES), or None."""
    if url != url.strip() or any(character.isspace() for character in url):
        return "bad_url"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "bad_url"
    if parts.scheme not in ("http", "https"):
        return "not_http"
    if parts.username is not None or parts.password is not None:
        return "credentials_in_url"
    return None if host else "no_host"


def is_readable_by_others(url):
    """Whether this address sends plain text through the public internet."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "http" or not ("." in host or ":" in host):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.endswith((".localhost", ".local", ".internal", ".lan"))


def post(url, body, headers, now):
    """POST ``body`` (bytes) and tell what came of it; nothing is raised.

    Redirects are not followed: the signature is for this address. The certificate is
    checked.

    :param dict headers: the signature's headers
    :param datetime now: this server's time, UTC without zone, to compare clocks
    :rtype: Answer
    """
    if problem := url_problem(url):
        return trouble(problem)
    try:
        return _post(url, body, headers, now)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        return trouble(_problem(error), urlsplit(url).hostname)
    except UnicodeError:
        # A name that cannot be encoded for DNS.
        return trouble("bad_url")


def _post(url, body, headers, now):
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, receiver_deadline.adapter(ANSWER_TIMEOUT_S))
        with session.post(
            url,
            data=body,
            headers=_all_headers(headers),
            timeout=(CONNECT_TIMEOUT_S, SILENCE_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
            # Without any "auth" requests looks for a password in ~/.netrc.
            auth=lambda request: request,
        ) as response:
            answer = response.raw.read(BODY_LIMIT, decode_content=False)
            return read_answer(response.status_code, response.headers, answer, now)


def _all_headers(headers):
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": USER_AGENT,
        # Nothing to decompress: an answer cannot swell.
        "Accept-Encoding": "identity",
        **headers,
    }


_PROBLEMS = (
    (requests.exceptions.ProxyError, "proxy"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "tls"),
    (requests.exceptions.SSLError, "tls"),
    (socket.gaierror, "host_unknown"),
    (ConnectionRefusedError, "nobody_listens"),
    (requests.ConnectTimeout, "connect_timeout"),
    (requests.Timeout, "timeout"),
    (urllib3.exceptions.ReadTimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (requests.exceptions.InvalidURL, "bad_url"),
    (urllib3.exceptions.LocationParseError, "bad_url"),
)


def _problem(error):
    """Tell what went wrong by the exceptions that lie behind ``error``."""
    chain = list(_chain(error))
    for kind, problem in _PROBLEMS:
        if any(isinstance(one, kind) for one in chain):
            return problem
    return "connection_lost"


def _chain(error):
    """Give ``error`` and its causes: urllib3 keeps them in ``reason`` and arguments."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None)]
        waiting += one.args
