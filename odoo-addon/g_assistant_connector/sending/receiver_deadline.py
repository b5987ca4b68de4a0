"""An answer has to be there, headers and all, by a point in time.

Nothing here knows Odoo. A time-out of requests is for the silence between two pieces
only: a header that trickles, or one "100 Continue" after the other, would hold the
sender for ever, and with it everything that waits.
"""

import http.client
import io
import time

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class _ReadUntil(io.RawIOBase):
    """Reads from a socket as long as there is time left; then TimeoutError."""

    def __init__(self, raw, sock, seconds):
        super().__init__()
        self._raw, self._sock = raw, sock
        self._silence_s = sock.gettimeout() or seconds
        self._until = time.monotonic() + seconds

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(min(left, self._silence_s))
        return self._raw.readinto(buffer)

    def close(self):
        self._raw.close()
        return super().close()


def adapter(seconds):
    """Give an adapter for a requests.Session whose answers take no longer than that."""

    class Response(http.client.HTTPResponse):
        def __init__(self, sock, *args, **kwargs):
            super().__init__(sock, *args, **kwargs)
            raw = _ReadUntil(self.fp.detach(), sock, seconds)
            self.fp = io.BufferedReader(raw)

    class Connection(HTTPConnection):
        response_class = Response

    class SecureConnection(HTTPSConnection):
        response_class = Response

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureConnection

    return _Adapter({"http": Pool, "https": SecurePool})


class _Adapter(HTTPAdapter):
    def __init__(self, pools):
        self._pools = pools
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools
        return result

    def proxy_manager_for(self, *args, **kwargs):
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager
