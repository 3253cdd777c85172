// Draws one message of the conversation, from its parts.

import { h, icon } from "./dom.js";
import { fromHtml, isSafe } from "./markup.js";

// Who says it stands in the text too: colour and place are not enough.
export function drawOwn(texts, text) {
  return h("div", { class: "message own" },
    h("p", { class: "who hidden" }, texts.you),
    h("div", { class: "bubble" }, h("p", { class: "said" }, text)));
}

// Balie speaks Dutch, whatever the language of the page.
export function drawNotice(texts, html) {
  return h("div", { class: "message notice" },
    h("p", { class: "who hidden" }, texts.balie),
    h("div", { class: "bubble", lang: "nl" }, fromHtml(html)));
}

// `acts` holds choose(choice), read(button, text) and rate(sequence, helpful, text); `rated` is
// what the resident said of this answer before: true, false or undefined.
export function drawReply(texts, language, message, acts, rated) {
  const element = drawNotice(texts, message.html);
  element.classList.toggle("notice", message.kind === "notice");
  if (message.speaker) {
    const who = element.querySelector(".who");
    who.textContent = `${message.speaker}, ${texts.staff}:`;
    who.classList.remove("hidden"); // that a human speaks is for everybody to see
  }
  const bubble = element.querySelector(".bubble");
  const links = message.links.filter((link) => isSafe(link.url));
  if (links.length) {
    bubble.append(h("ul", { class: "links" }, ...links.map((link) => h("li", {}, anchor(link)))));
  }
  for (const source of message.sources.filter((one) => isSafe(one.url))) {
    bubble.append(h("p", { class: "source", lang: language },
      `${texts.source} `, anchor(source, "nl"),
      source.checked_on && `, ${texts.checked} ${date(source.checked_on, language)}`));
  }
  if (message.choices.length) {
    element.append(h("div", { class: "choices", lang: "nl" }, ...message.choices.map((choice) =>
      h("button", { type: "button", class: "choice", onclick: () => acts.choose(choice) }, choice.title))));
  }
  // Not part of what is read out by itself.
  const tools = h("div", { class: "tools", "aria-live": "off" }, readButton(texts, bubble, acts));
  if (message.kind === "reply" && ["answer", "referral"].includes(message.outcome)) {
    tools.append(feedback(texts, message.sequence, acts, rated));
  }
  element.append(tools);
  return element;
}

function anchor({ title, url }, language = false) {
  return h("a", { href: url, rel: "noopener", lang: language }, title);
}

function date(iso, language) {
  const day = new Date(`${iso}T12:00:00`);
  const format = language === "en" ? "en-GB" : language;
  return isNaN(day) ? iso : new Intl.DateTimeFormat(format, { dateStyle: "long" }).format(day);
}

function readButton(texts, bubble, acts) {
  const button = h("button", { type: "button", class: "small read", "aria-pressed": "false" }, texts.read);
  button.addEventListener("click", () => acts.read(button, bubble.innerText));
  return button;
}

function feedback(texts, sequence, acts, rated) {
  const name = `feedback-${sequence}`;
  const thumbs = [[true, texts.helpful, "up"], [false, texts.unhelpful, "down"]].map(([helpful, label, shape]) =>
    h("button", {
      type: "button", class: "small thumb", "aria-label": label, "aria-pressed": `${rated === helpful}`,
      onclick: (event) => press(event.currentTarget, helpful),
    }, icon(shape)));
  const group = h("div", { class: "feedback", role: "group", "aria-labelledby": name },
    h("span", { id: name }, texts.feedback), ...thumbs);
  let form = null;

  async function press(thumb, helpful) {
    for (const other of thumbs) other.setAttribute("aria-pressed", `${other === thumb}`);
    form?.remove();
    form = whyForm(texts, sequence, async (text) => {
      if (!(await acts.rate(sequence, helpful, text))) return;
      thumb.focus();
      form.remove();
    });
    group.append(form);
    await acts.rate(sequence, helpful, "");
  }

  return group;
}

function whyForm(texts, sequence, give) {
  const entry = h("textarea", { id: `why-${sequence}`, rows: 2, maxlength: 500, autocomplete: "off" });
  return h("form", {
    class: "why",
    onsubmit: (event) => {
      event.preventDefault();
      give(entry.value.trim());
    },
  },
  h("label", { for: entry.id }, texts.why), entry,
  h("button", { class: "small", type: "submit" }, texts.give));
}
