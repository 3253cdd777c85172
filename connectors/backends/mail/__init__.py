"""Mail to residents: rendered here, handed to an SMTP server."""

from connectors.backends.mail.smtp import SmtpMail

__all__ = ["SmtpMail"]
