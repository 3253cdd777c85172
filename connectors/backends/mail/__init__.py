"""Letters to residents by SMTP: the mail server of the municipality, or our own mailbox."""
