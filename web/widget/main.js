// <balie-chat>: a button at the edge of the page, and the conversation that it opens.

import { asText, save, Speech } from "./aids.js";
import { Client } from "./client.js";
import { Conversation } from "./conversation.js";
import { h, icon } from "./dom.js";
import { Memory, Session } from "./memory.js";
import { themeSheet } from "./theme.js";

// Here the conversation covers the page, so it is modal: nothing behind it can get the focus.
const small = matchMedia("(max-width: 30rem), (max-height: 30rem)");

class BalieChat extends HTMLElement {
  #part = {};
  #conversation;
  #memory;
  #configuration;

  async begin(home, configuration, sheet) {
    const { texts, language, greeting, theme } = configuration;
    this.#configuration = configuration;
    this.#memory = new Memory(`balie:${home}`);
    const session = new Session(this.#memory, `balie:${home}`);
    await session.find();
    this.lang = language;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet, themeSheet(this.parentElement, theme)];
    root.append(this.#build(texts));
    const { panel, log, status } = this.#part;
    this.#conversation = new Conversation({
      texts, language, greeting, session, log, status,
      client: new Client(home, session),
      memory: this.#memory,
      speech: new Speech(() => panel.classList.add("voice")),
      arrived: () => this.#showUnread(!panel.open && log.getAttribute("aria-busy") !== "true"),
    });
    for (const aid of ["larger", "contrast"]) this.#aid(aid, this.#memory.get(aid, false));
    small.addEventListener("change", () => panel.open && this.#open());
    // On a small screen the page comes first again: a link in an answer may have led here.
    if (this.#memory.get("open", false) && !small.matches) {
      panel.open = true; // and the focus stays where the page has it
      this.#part.launcher.hidden = true;
    }
    await this.#conversation.restart();
  }

  #build(texts) {
    const part = this.#part;
    const button = (name, attributes = {}, ...content) => {
      part[name] = h("button", { type: "button", ...attributes }, ...content);
      return part[name];
    };
    button("launcher", { class: "launcher", "aria-haspopup": "dialog", onclick: () => this.#open() },
      icon("chat"), h("span", {}, texts.launcher));
    part.unread = h("p", { class: "unread", role: "status" });
    part.entry = h("textarea", {
      id: "entry", rows: 1, maxlength: this.#configuration.max_length, autocomplete: "off",
      enterkeyhint: "send", "aria-describedby": "hint",
      oninput: () => this.#memory.set("draft", part.entry.value),
      onkeydown: (event) => this.#typed(event),
    });
    part.entry.value = this.#memory.get("draft", "");
    part.title = h("h2", { id: "title", tabindex: -1 }, texts.title);
    part.aids = h("div", { class: "aids", id: "aids", hidden: true },
      button("larger", { class: "small", "aria-pressed": "false", onclick: () => this.#turn("larger") }, texts.larger),
      button("contrast", { class: "small", "aria-pressed": "false", onclick: () => this.#turn("contrast") }, texts.contrast),
      button("download", { class: "small", onclick: () => this.#download() }, texts.download),
      this.#configuration.codes &&
        button("elsewhere", { class: "small", onclick: () => this.#conversation.showCode() }, texts.elsewhere));
    part.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": texts.log, tabindex: 0 },
      h("p", { class: "ai", id: "notice" }, texts.notice));
    part.status = h("p", { class: "status", role: "status" });
    part.form = h("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      h("label", { for: "entry" }, texts.question),
      h("div", { class: "entry" }, part.entry, h("button", { class: "send", type: "submit" }, texts.send)),
      h("p", { class: "hint", id: "hint" }, texts.hint),
      button("human", { class: "human", onclick: () => this.#conversation.send({ choice: "human" }, texts.human) }, texts.human));
    part.panel = h("dialog", {
      class: "panel", "aria-labelledby": "title", "aria-describedby": "notice",
      onclose: () => this.#closed(),
      onkeydown: (event) => event.key === "Escape" && this.#escape(event),
    },
    h("header", {}, part.title,
      button("options", {
        class: "head", "aria-expanded": "false", "aria-controls": "aids", onclick: () => this.#options(),
      }, texts.options),
      button("close", { class: "head", "aria-label": texts.close, onclick: () => part.panel.close() }, icon("close"))),
    part.aids, part.log, part.status, part.form);
    return h("section", { "aria-label": texts.region }, part.launcher, part.unread, part.panel);
  }

  #open() {
    const { panel, entry, title, launcher } = this.#part;
    panel.open = false; // it may be open in the other way
    if (small.matches) {
      panel.showModal();
      title.focus(); // not the text box: a keyboard on the screen would hide the notice
    } else {
      panel.show();
      entry.focus();
    }
    launcher.hidden = true;
    this.#showUnread(false);
    this.#memory.set("open", true);
    this.#conversation.reveal();
  }

  #closed() {
    const { panel, launcher } = this.#part;
    if (panel.open) return;
    launcher.hidden = false;
    launcher.focus();
    this.#memory.set("open", false);
  }

  #escape(event) {
    event.preventDefault();
    event.stopPropagation(); // the page may close something of its own with it
    this.#part.panel.close();
  }

  #options() {
    const { options, aids } = this.#part;
    aids.hidden = !aids.hidden;
    options.setAttribute("aria-expanded", `${!aids.hidden}`);
  }

  #turn(aid) {
    this.#aid(aid, !this.#memory.get(aid, false));
    this.#conversation.reveal();
  }

  #aid(aid, on) {
    this.#memory.set(aid, on);
    this.#part[aid].setAttribute("aria-pressed", `${on}`);
    this.#part.panel.classList.toggle(aid, on);
  }

  #showUnread(there) {
    const text = there ? this.#configuration.texts.unread : "";
    if (this.#part.unread.textContent !== text) this.#part.unread.textContent = text;
  }

  #typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#part.form.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const { entry } = this.#part;
    const text = entry.value.trim();
    entry.focus();
    if (!text) return;
    entry.value = "";
    this.#memory.set("draft", "");
    this.#conversation.send({ text }, text);
  }

  #download() {
    const { texts, place } = this.#configuration;
    const now = new Date();
    const title = `${texts.title}, ${now.toLocaleString(this.#configuration.language)}`;
    const day = now.toLocaleDateString("sv"); // 2026-11-23
    save(asText(title, this.#conversation.messages()), `balie-${place}-${day}.txt`);
  }
}

export async function start(home, configuration) {
  if (customElements.get("balie-chat")) return; // the page names us twice
  customElements.define("balie-chat", BalieChat);
  const style = await fetch(new URL("style.css", import.meta.url), { credentials: "omit" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await style.text());
  const chat = document.createElement("balie-chat");
  document.body.append(chat);
  await chat.begin(home, configuration, sheet);
}
