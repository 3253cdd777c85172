// What all parts of the desk use: asking the server, and making elements.

export const $ = (id) => document.getElementById(id);

export function tell(text) {
  $("status").textContent = text;
}

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const answer = await fetch(`/desk${path}`, options);
    if (answer.status === 401) location.assign("/desk/inloggen");
    return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    tell($("desk").dataset.lost);
    return { ok: false, status: 0, body: {} };
  }
}

export function node(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// A select with these options: [value, text], the chosen one first or by its value.
export function fill(select, options, chosen = "") {
  select.replaceChildren(...options.map(([value, text]) => node("option", text, { value })));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}
