// Speaks with our server. Not with EventSource and cookies: those cannot carry a token.

// Longer than the server's heartbeat.
const SILENCE = 30_000;
const PATIENCE = 20_000;

// An answer that is no success. `wait` is in seconds, 0 where the server named no time.
export class Refused extends Error {
  constructor(status, problem, wait) {
    super(`${status}`);
    Object.assign(this, { status, problem, wait });
  }
}

export class Client {
  #home;
  #session;

  constructor(home, session) {
    this.#home = home;
    this.#session = session;
  }

  async post(path, body, headers = {}) {
    const answer = await this.#ask(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", ...headers },
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.status === 204 ? {} : answer.json();
  }

  async transcript() {
    const answer = await this.#ask("messages", { signal: AbortSignal.timeout(PATIENCE) });
    return (await answer.json()).messages;
  }

  // Calls `message` for everything after number `last()`, now and as it comes, through lost
  // connections, until `signal` ends it. `connected` hears whether there is a connection.
  async follow({ last, message, connected, refused, signal }) {
    let pause = 500;
    while (!signal.aborted) {
      try {
        const headers = { "Last-Event-ID": last() };
        const answer = await this.#ask("events", { headers, signal });
        connected(true);
        for await (const data of events(answer.body)) {
          pause = 500;
          message(JSON.parse(data));
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error.status === 401) return refused();
        connected(false);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 15_000);
    }
  }

  async #ask(path, options) {
    const headers = { ...options.headers };
    if (this.#session.token) headers.Authorization = `Bearer ${this.#session.token}`;
    const answer = await fetch(`${this.#home}/${path}`, {
      ...options, headers, cache: "no-store", credentials: "omit", referrerPolicy: "same-origin",
    });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem, Number(answer.headers.get("Retry-After")) || 0);
  }
}

// The data of each event in a stream; a stream that is silent too long has ended.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    while (true) {
      const { value, done } = await within(SILENCE, reader.read());
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const data = block.split("\n").filter((line) => line.startsWith("data: "));
        if (data.length) yield data.map((line) => line.slice(6)).join("\n");
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("silence")), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
