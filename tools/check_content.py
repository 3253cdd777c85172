"""`make check-content`: read all texts for residents and say what an editor should change."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime

from assistant.settings import get_settings
from kb.check import check, check_language
from kb.language_level import edienst_texts, findings, library_texts, pages, response_texts, summary
from kb.library import Library


def main() -> int:
    """Print all findings and the level per room; exit code 1 when there is an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="toon alleen fouten, geen adviezen")
    arguments = parser.parse_args()
    settings = get_settings()
    library = Library(settings.kb_path)
    texts = [
        *library_texts(library),
        *edienst_texts(library),
        *response_texts(settings.responses_path),
    ]
    level = list(findings(texts))
    found = check(settings.kb_path, datetime.now(UTC).date()) + check_language(level)
    for finding in sorted(found, key=lambda f: (f.path, not f.error)):
        if finding.error or not arguments.errors:
            print(finding)
    for line in summary(pages(texts, level)):
        print(line)
    counts = Counter(finding.error for finding in found)
    print(f"{counts[True]} fouten, {counts[False]} adviezen")
    return 1 if counts[True] else 0


if __name__ == "__main__":
    sys.exit(main())
