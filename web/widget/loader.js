// The one script that a page names. It finds out what this municipality's chat needs and loads it;
// when that fails, the page is as it was without us.
(() => {
  const home = document.currentScript.src.replace(/\/widget\.js(?:[?#].*)?$/, "");
  const language = document.documentElement.lang.slice(0, 2).toLowerCase() === "en" ? "en" : "nl";

  async function load(cache) {
    const answer = await fetch(`${home}/widget.json?lang=${language}`, {
      cache, credentials: "omit", referrerPolicy: "same-origin",
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const configuration = await answer.json();
    const code = await import(new URL(configuration.code, home).href);
    await code.start(home, configuration);
  }

  async function begin() {
    try {
      await load("default");
    } catch {
      // What the browser kept may name code that a newer version replaced.
      await load("reload");
    }
  }

  begin().catch((error) => {
    console.warn(`Balie: the chat did not load. Is ${location.origin} in "origins"?`, error);
    addEventListener("online", () => begin().catch(() => {}), { once: true });
  });
})();
