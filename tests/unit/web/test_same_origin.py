import pytest
from werkzeug.datastructures import Headers

from shared.errors import PermanentError
from shared.web.same_origin import check_same_origin

HOST = "suite.example.com"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": f"https://{HOST}"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example.com"},
        {"Origin": f"https://{HOST}"},
        {"Origin": f"http://{HOST}"},
        {"Origin": f"https://{HOST.upper()}"},
    ],
)
def test_our_own_page_is_let_through(headers):
    check_same_origin(Headers({"Host": HOST} | headers))


def test_a_port_belongs_to_the_host():
    check_same_origin(Headers({"Host": "localhost:4200", "Origin": "http://localhost:4200"}))
    with pytest.raises(PermanentError):
        check_same_origin(Headers({"Host": "localhost:4200", "Origin": "http://localhost:4201"}))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": f"https://{HOST}"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": f"https://{HOST}"},
        {"Sec-Fetch-Site": "same-origin, cross-site"},
        {"Sec-Fetch-Site": "Same-Origin"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": HOST},
        {"Origin": f"https://evil.example.com/{HOST}"},
        {"Origin": f"https://{HOST}.evil.example.com"},
        {"Origin": f"https://{HOST}@evil.example.com"},
        {"Origin": f"https://evil.example.com@{HOST}"},
        {"Origin": f"https://{HOST}:8443"},
        {"Origin": f"https://{HOST}/"},
        {"Origin": f"https://{HOST}#x"},
        {"Origin": f"https://{HOST}, https://{HOST}"},
        {"Origin": f"file://{HOST}"},
        {"Origin": "http://[::1"},
        {"Referer": f"https://{HOST}/ops/dead"},
    ],
)
def test_everybody_else_is_refused(headers):
    with pytest.raises(PermanentError) as caught:
        check_same_origin(Headers({"Host": HOST} | headers))
    assert caught.value.code == "cross_site"


def test_without_a_host_nobody_is_ours():
    with pytest.raises(PermanentError):
        check_same_origin(Headers({"Origin": "null"}))
    with pytest.raises(PermanentError):
        check_same_origin(Headers({"Host": "", "Origin": ""}))


def test_two_of_a_header_are_not_one_of_ours():
    twice = [("Host", HOST), ("Sec-Fetch-Site", "same-origin, same-origin")]
    with pytest.raises(PermanentError):
        check_same_origin(Headers(twice))
