"""WhatsApp over Meta's Business Cloud API: the webhook in, the Graph API out."""
