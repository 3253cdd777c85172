// The conversation as it stands on the page: what was said, and what is on its way.

import { h } from "./dom.js";
import { drawNotice, drawOwn, drawReply } from "./message.js";
import { Outbox } from "./outbox.js";
import { randomId } from "./memory.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Conversation {
  last = 0; // number of the last message that is shown
  #own = new Map(); // id of a message of ours to its element, until the server has it
  #waiting = new Set(); // ids of messages without an answer
  #following = null;
  #lost = false;
  #typing = "";
  #told = false; // whether this outage was explained

  // `log` and `status` are elements; `arrived` is called for what Balie says.
  constructor({ texts, language, greeting, client, session, memory, log, status, speech, arrived }) {
    Object.assign(this, { texts, language, greeting, client, session, memory, log, status, speech, arrived });
    this.outbox = new Outbox(client, session, memory, {
      sent: (item) => this.#sent(item),
      later: (item, error) => this.#later(item, error),
      refused: (item, error) => this.#refused(item, error),
    });
    session.changed = () => this.restart();
    addEventListener("online", () => this.#resume());
    addEventListener("offline", () => this.#pause());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#pause() : this.#resume()));
  }

  // Show everything there is, without having it read out, and then what is added.
  async restart() {
    this.#pause();
    this.last = 0;
    this.#own.clear();
    this.#waiting.clear();
    this.log.querySelectorAll(".message").forEach((element) => element.remove());
    this.log.setAttribute("aria-busy", "true");
    this.#show(this.#draw(this.greeting));
    for (const item of this.outbox.items) this.#showOwn(item);
    if (this.session.token) {
      const found = await this.client.transcript().catch((error) => {
        if (error.status === 401) this.session.forget();
        return [];
      });
      for (const message of found) this.#receive(message);
    }
    this.log.setAttribute("aria-busy", "false");
    this.#resume();
  }

  send(body, shown) {
    const item = { id: randomId(12), ...body, shown };
    this.#showOwn(item);
    this.outbox.add(item);
    this.#showStatus();
  }

  // A code to go on elsewhere, or why there is none now. Not a part of what is saved.
  async showCode() {
    try {
      const { text } = await this.client.post("code", {});
      this.#aside(text);
    } catch (error) {
      if (error.problem?.html) this.#aside(error.problem.html);
      else this.status.textContent = this.texts.lost;
    }
  }

  messages() {
    return [...this.log.querySelectorAll(".message:not(.aside)")];
  }

  reveal() {
    const shown = this.messages();
    const from = shown.filter((element) => element.matches(".own")).at(-1) ?? shown.at(-1);
    if (!from) return;
    // To the end, but never past the last question: a long answer is read from its beginning.
    const top = from.getBoundingClientRect().top - this.log.getBoundingClientRect().top;
    const start = Math.max(0, this.log.scrollTop + top - 12);
    this.log.scrollTo({ top: start, behavior: calm.matches ? "instant" : "smooth" });
  }

  #pause() {
    this.#following?.abort();
    this.#following = null;
    this.#showStatus();
  }

  #resume() {
    this.outbox.flush();
    if (this.session.token && !this.#following && navigator.onLine && !document.hidden) {
      this.#following = new AbortController();
      this.client.follow({
        last: () => this.last,
        message: (message) => this.#receive(message),
        connected: (there) => {
          this.#lost = !there;
          if (there) this.outbox.flush();
          this.#showStatus();
        },
        refused: () => this.session.forget(),
        signal: this.#following.signal,
      });
    }
    this.#showStatus();
  }

  #receive(message) {
    if (message.sequence === undefined) {
      this.#typing = message.name; // a human at the desk; empty: not any more
      return this.#showStatus();
    }
    if (message.sequence <= this.last) return;
    this.last = message.sequence;
    if (message.author === "resident") {
      if (message.state === "received") this.#waiting.add(message.id);
      else this.#waiting.delete(message.id); // answered, or for the human who has the turn
      this.#confirm(message);
    } else if (message.kind !== "greeting") {
      if (message.final) this.#waiting.delete(message.answers);
      this.#show(this.#draw(message), [...this.#own.values()][0]);
      this.arrived();
    }
    this.#showStatus();
  }

  // Ours is here already: show what was masked. A new element would be read out again.
  #confirm(message) {
    const own = this.#own.get(message.id);
    this.#own.delete(message.id);
    if (!own) {
      this.#show(drawOwn(this.texts, message.text), [...this.#own.values()][0]);
      return;
    }
    own.querySelector(".state")?.remove();
    const said = own.querySelector(".said");
    if (said.textContent !== message.text) said.textContent = message.text;
  }

  #sent(item) {
    this.#told = false;
    this.#state(item, "");
    if (this.#own.has(item.id)) this.#waiting.add(item.id); // else the stream was faster
    this.#resume();
  }

  #later(item, error) {
    this.#state(item, this.texts.unsent);
    if (error.problem?.html && !this.#told) this.#aside(error.problem.html);
    this.#told ||= Boolean(error.problem?.html);
    this.#lost ||= !error.status;
    this.#showStatus();
  }

  #refused(item, error) {
    this.#own.delete(item.id);
    const own = this.#state(item, this.texts.failed);
    if (error.problem.html) this.#aside(error.problem.html);
    own?.querySelector(".state").append(h("button", {
      type: "button", class: "small",
      onclick: () => {
        this.#state(item, "");
        this.#own.set(item.id, own);
        this.outbox.add(item); // under its own id: it may have arrived after all
      },
    }, this.texts.again));
    this.#showStatus();
  }

  #aside(html) {
    const element = drawNotice(this.texts, html);
    element.classList.add("aside");
    this.#show(element);
  }

  #state(item, text) {
    const own = this.#own.get(item.id) ?? this.log.querySelector(`[data-id="${item.id}"]`);
    own?.querySelector(".state")?.remove();
    if (text) own?.append(h("p", { class: "state" }, text, " "));
    return own;
  }

  #showOwn(item) {
    const own = drawOwn(this.texts, item.shown);
    own.dataset.id = item.id;
    this.#own.set(item.id, own);
    this.#show(own);
  }

  #draw(message) {
    const rated = this.memory.get("rated", {})[message.sequence];
    return drawReply(this.texts, this.language, message, {
      choose: (choice) => this.send({ choice: choice.id }, choice.title),
      read: (button, text) => this.#read(button, text),
      rate: (...said) => this.#rate(...said),
    }, rated);
  }

  #read(button, text) {
    if (button.getAttribute("aria-pressed") === "true") return this.speech.stop();
    this.speech.read(text, () => {
      button.setAttribute("aria-pressed", "false");
      button.textContent = this.texts.read;
    });
    button.setAttribute("aria-pressed", "true");
    button.textContent = this.texts.silence;
  }

  async #rate(sequence, helpful, text) {
    try {
      await this.client.post("feedback", { sequence, helpful, text });
    } catch {
      this.status.textContent = this.texts.ungiven;
      return false;
    }
    this.memory.set("rated", { ...this.memory.get("rated", {}), [sequence]: helpful });
    this.status.textContent = this.texts.thanks;
    return true;
  }

  #show(element, before = null) {
    this.log.insertBefore(element, before);
    requestAnimationFrame(() => this.reveal());
  }

  #showStatus() {
    const { offline, lost, busy, types } = this.texts;
    const waits = this.#waiting.size > 0;
    const typing = this.#typing ? `${this.#typing} ${types}` : "";
    const text = !navigator.onLine ? offline : this.#lost ? lost : typing || (waits ? busy : "");
    if (this.status.textContent !== text) this.status.textContent = text;
    this.status.classList.toggle("busy", text === busy);
  }
}
