"""The municipality's contact register over the Klantinteracties API (Open Klant, or our own)."""
