// What a tab remembers through reloads and other pages of the site. It ends with the tab: on a
// computer in the library, the next visitor finds nothing.

export class Memory {
  #name;
  #kept = {};

  constructor(name) {
    this.#name = name;
    try {
      this.#kept = JSON.parse(sessionStorage.getItem(name)) ?? {};
    } catch {
      // Storage may be forbidden; then this page is all that we remember.
    }
  }

  get(key, fallback) {
    return this.#kept[key] ?? fallback;
  }

  set(key, value) {
    this.#kept[key] = value;
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.#kept));
    } catch {
      // Full or forbidden: see above.
    }
  }
}

// Which conversation this is: the key that began it and the token that the server gave for it. Tabs
// of one site that are open together share both; a new tab asks the others. `changed` is called
// when there is a token from another tab, or when ours is no longer good.
export class Session {
  #memory;
  #channel = null;
  #key;
  changed = () => {};

  constructor(memory, name) {
    this.#memory = memory;
    this.#key = memory.get("key", "");
    this.token = memory.get("token", "");
    if ("BroadcastChannel" in window) {
      this.#channel = new BroadcastChannel(name);
      this.#channel.addEventListener("message", ({ data }) => this.#hear(data));
    }
  }

  async find() {
    if (this.#key || !this.#channel) return;
    this.#channel.postMessage({ asks: true });
    await new Promise((resolve) => setTimeout(resolve, 150));
  }

  // Names the conversation that the first message begins. When the answer to it is lost, the
  // message is sent again with the same key, and that is the same conversation.
  key() {
    if (!this.#key) {
      this.#key = randomId(32);
      this.#memory.set("key", this.#key);
      this.#tell();
    }
    return this.#key;
  }

  keep(token) {
    this.token = token;
    this.#memory.set("token", token);
    this.#tell();
  }

  forget() {
    this.#key = this.token = "";
    this.#memory.set("key", "");
    this.#memory.set("token", "");
    this.changed();
  }

  #tell() {
    this.#channel?.postMessage({ key: this.#key, token: this.token });
  }

  #hear({ asks, key, token }) {
    if (asks && this.#key) this.#tell();
    if (!key || (this.#key && this.#key !== key)) return;
    this.#key = key;
    this.#memory.set("key", key);
    if (!token || this.token) return;
    this.token = token;
    this.#memory.set("token", token);
    this.changed();
  }
}

export function randomId(bytes) {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return [...drawn].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
