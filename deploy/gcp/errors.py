"""What stops a bundle or a plan."""

from __future__ import annotations


class DeployError(Exception):
    """What is to be deployed does not fit together; the message names the file and the place."""
