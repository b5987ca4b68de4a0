"""What commands write: Arabic on any machine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def speak_utf8(*streams: TextIO) -> None:
    """Have files and pipes get UTF-8, which our own commands read back; no terminal stops a command.

    Else they would get the machine's own encoding, on Windows one in which nobody can write Arabic.
    """
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
