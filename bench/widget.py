"""`python -m bench.widget [URL]`: how long after the answer was kept does a resident see it?

Opens the widget's own page in a real browser on the running Balie (`make run`), asks questions, and
takes the time from the moment that stands with the answer in the record to the moment that it
stands on the screen. Both are the clock of this machine.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from assistant.settings import get_settings

QUESTIONS = (
    "wat kost een paspoort",
    "hoe geef ik een verhuizing door",
    "waar kan ik mijn grofvuil kwijt",
    "ik wil bezwaar maken tegen een besluit",
    "hoe vraag ik een parkeervergunning aan",
    "mijn rijbewijs is gestolen",
    "wanneer wordt het papier opgehaald",
    "hoe vraag ik een uittreksel aan",
)
# Sees what the widget reads: `kept` is the time in the record, `shown` that on the screen.
WATCH = """
window.kept = []; window.shown = [];
const real = window.fetch;
window.fetch = async (...given) => {
  const response = await real(...given);
  if (!String(given[0]).includes('/events') || !response.body) return response;
  const [ours, theirs] = response.body.tee();
  (async () => {
    const reader = ours.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = '';;) {
      const {value, done} = await reader.read();
      if (done) return;
      const lines = (rest + value).split('\\n'); rest = lines.pop();
      for (const line of lines) if (line.startsWith('data: ')) {
        const said = JSON.parse(line.slice(6));
        if (said.final) window.kept.push([said.id, Date.parse(said.at)]);
      }
    }
  })();
  return new Response(theirs, {headers: response.headers, status: response.status});
};
"""
SHOWN = """
() => {
  const root = document.querySelector('balie-chat')?.shadowRoot;
  const log = root.querySelector('[role=log]');
  let count = 0;
  new MutationObserver(() => requestAnimationFrame(() => {
    const now = Date.now();
    while (count < window.kept.length) { window.shown.push(now); count++; }
  })).observe(log, {childList: true, subtree: true});
}
"""


def measure(page: Page, url: str) -> list[float]:
    """Milliseconds from kept to shown, one for each message of Balie."""
    page.add_init_script(WATCH)
    page.goto(url)
    page.locator("balie-chat").get_by_role("button").first.click()
    box = page.get_by_role("textbox")
    box.wait_for()
    page.evaluate(SHOWN)
    for number, question in enumerate(QUESTIONS, start=1):
        box.fill(question)
        box.press("Enter")
        # The page allows no scripts from text, so it is asked again and again.
        for _ in range(200):
            if page.evaluate("window.shown.length") >= number:
                break
            page.wait_for_timeout(100)
    return [
        float(shown - kept)
        for (_, kept), shown in zip(
            page.evaluate("window.kept"), page.evaluate("window.shown"), strict=False
        )
    ]


def main() -> int:
    """Print the figures."""
    settings = get_settings()
    home = f"http://{settings.host}:{settings.web_port}/{settings.default_municipality}/widget"
    url = sys.argv[1] if len(sys.argv) > 1 else home
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        found = measure(browser.new_page(), url)
        browser.close()
    print(
        f"widget: {len(found)} answers, from kept to shown:"
        f" median {statistics.median(found):.0f} ms, slowest {max(found):.0f} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
