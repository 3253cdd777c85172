"""ClamAV: looks for malware."""
