"""Following Meta's pages, and never anybody else's."""

import pytest

from shared.adapters.meta.foreign import Foreign
from shared.adapters.meta.paging import pages
from shared.errors import PermanentError, TransientError

GRAPH = "https://graph.facebook.com"


def read_all(replies, graph_url=GRAPH):
    asked = []

    def read(params):
        asked.append(params)
        return Foreign(replies[len(asked) - 1])

    return [item.value for item in pages(read, {"limit": "2"}, graph_url)], asked


def page(*items, **paging):
    return {"data": list(items), "paging": paging}


def test_pages_are_read_to_the_end_by_cursor():
    following = f"{GRAPH}/v26.0/1/leads?access_token=SECRET&limit=2&after=Mg%3D%3D"
    items, asked = read_all([page(1, 2, next=following), page(3)])
    assert items == [1, 2, 3]
    assert asked == [{"limit": "2"}, {"limit": "2", "after": "Mg=="}]


def test_a_page_may_be_empty_and_still_have_a_next_one():
    link = f"{GRAPH}/x?after=a"
    assert read_all([page(next=link), {"data": [1]}])[0] == [1]


def test_a_next_link_without_a_cursor_falls_back_on_the_cursors():
    items, asked = read_all([page(1, next=f"{GRAPH}/x", cursors={"after": "b"}), page(2)])
    assert items == [1, 2]
    assert asked[1]["after"] == "b"


def test_cursors_without_a_next_link_are_the_end():
    assert read_all([page(1, cursors={"after": "b"})])[0] == [1]


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.facebook.com.evil.example/x?after=a",
        "http://graph.facebook.com/x?after=a",
        "https://graph.facebook.com:8443/x?after=a",
        "https://user@graph.facebook.com/x?after=a",
        "https://graph.facebook.com@evil.example/x?after=a",
        "//evil.example/x?after=a",
        "/v26.0/1/leads?after=a",
        "file:///etc/passwd",
        "https://[::1/x",
        "https://graph.facebook.com:99999/x?after=a",
        "",
        "https://169.254.169.254/computeMetadata/v1/?after=a",
    ],
)
def test_a_next_link_off_the_graph_host_is_never_followed(link):
    with pytest.raises(PermanentError) as caught:
        read_all([page(1, next=link)])
    assert caught.value.code == "meta_foreign_next"


@pytest.mark.parametrize("link", ["https://GRAPH.facebook.com:443/x?after=a", f"{GRAPH}/?after=a"])
def test_the_same_host_in_another_spelling_is_the_same_host(link):
    assert read_all([page(1, next=link), page(2)])[0] == [1, 2]


def test_cursors_that_run_in_a_circle_are_stopped():
    one, two = page(1, next=f"{GRAPH}/x?after=a"), page(2, next=f"{GRAPH}/x?after=b")
    with pytest.raises(TransientError) as caught:
        read_all([one, two, one])
    assert caught.value.code == "meta_paging_loop"


@pytest.mark.parametrize("reply", [{}, {"data": 7}, {"data": [], "paging": 7}, []])
def test_an_edge_of_another_shape_is_a_named_fault(reply):
    with pytest.raises(PermanentError) as caught:
        read_all([reply])
    assert caught.value.code == "meta_unexpected_shape"
