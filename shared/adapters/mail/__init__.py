"""E-mail by SMTP, with the standard library."""

from shared.adapters.mail.mailer import SmtpMailer

__all__ = ["SmtpMailer"]
