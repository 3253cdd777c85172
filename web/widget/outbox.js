// What the resident sent and the server does not have yet. One at a time and in order; a message
// is sent again under its own id until there is an answer to it, so it arrives once.

const PAUSES = [2, 4, 8, 15, 30];

export class Outbox {
  #client;
  #session;
  #memory;
  #busy = false;
  #failures = 0;
  #timer = 0;

  // `told` holds what to call: sent(item, answer), later(item, error), refused(item, error).
  constructor(client, session, memory, told) {
    this.#client = client;
    this.#session = session;
    this.#memory = memory;
    this.told = told;
    this.items = memory.get("outbox", []);
  }

  add(item) {
    this.items.push(item);
    this.#memory.set("outbox", this.items);
    this.flush();
  }

  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    while (this.items.length && (await this.#send(this.items[0])));
    this.#busy = false;
  }

  // Whether to go on with the next one.
  async #send(item) {
    const { id, text, choice } = item;
    const headers = this.#session.token ? {} : { "Idempotency-Key": this.#session.key() };
    try {
      const answer = await this.#client.post("messages", { id, text, choice }, headers);
      if (answer.token) this.#session.keep(answer.token);
      this.#failures = 0;
      this.#done(item);
      this.told.sent(item, answer);
      return true;
    } catch (error) {
      if (error.status === 401) {
        this.#session.forget();
        return true;
      }
      if (error.status < 500 && error.status !== 429) {
        this.#done(item);
        this.told.refused(item, error);
        return true;
      }
      const pause = error.wait || PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
      this.#failures += 1;
      this.told.later(item, error);
      this.#timer = setTimeout(() => this.flush(), pause * 1000);
      return false;
    }
  }

  #done(item) {
    this.items = this.items.filter((other) => other.id !== item.id);
    this.#memory.set("outbox", this.items);
  }
}
