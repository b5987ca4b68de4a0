"""A mail server for the local run and for tests: takes mails and puts each into a file."""

from deploy.local.demo.mail.server import DemoMail

__all__ = ["DemoMail"]
