"""`make check-content`: read the whole answer library and say what an editor should change."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime

from assistant.settings import get_settings
from kb.check import check


def main() -> int:
    """Print all findings; exit code 1 when there is an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="toon alleen fouten, geen adviezen")
    arguments = parser.parse_args()
    findings = check(get_settings().kb_path, datetime.now(UTC).date())
    for finding in sorted(findings, key=lambda f: (f.path, not f.error)):
        if finding.error or not arguments.errors:
            print(finding)
    counts = Counter(finding.error for finding in findings)
    print(f"{counts[True]} fouten, {counts[False]} adviezen")
    return 1 if counts[True] else 0


if __name__ == "__main__":
    sys.exit(main())
