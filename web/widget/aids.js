// Reading aloud, and the conversation as a file.

export class Speech {
  #synthesis = window.speechSynthesis;
  #ended = () => {};

  // Calls `available` when there turns out to be a Dutch voice; some browsers load them late.
  constructor(available) {
    const look = () => this.#voice() && available();
    look();
    this.#synthesis?.addEventListener?.("voiceschanged", look);
  }

  // Reads paragraph by paragraph: browsers break off what is long. `ended` is called once.
  read(text, ended) {
    this.stop();
    this.#ended = ended;
    const parts = text.split(/\n+/).filter((part) => part.trim());
    for (const [index, part] of parts.entries()) {
      const spoken = new SpeechSynthesisUtterance(part);
      spoken.lang = "nl-NL";
      spoken.voice = this.#voice();
      if (index === parts.length - 1) {
        spoken.addEventListener("end", () => this.#ended === ended && this.stop());
      }
      this.#synthesis.speak(spoken);
    }
  }

  stop() {
    this.#synthesis?.cancel();
    const ended = this.#ended;
    this.#ended = () => {};
    ended();
  }

  #voice() {
    const voices = this.#synthesis?.getVoices() ?? [];
    const dutch = voices.filter((voice) => /^nl\b/i.test(voice.lang));
    return dutch.find((voice) => /^nl[-_]NL/i.test(voice.lang)) ?? dutch[0];
  }
}

// Of drawn messages, because that is what the resident saw.
export function asText(title, messages) {
  const lines = [title, ""];
  for (const message of messages) {
    const bubble = message.querySelector(".bubble");
    lines.push(message.querySelector(".who").textContent, bubble.innerText.trim());
    for (const link of bubble.querySelectorAll("a[href]")) {
      lines.push(`- ${link.textContent}: ${link.href}`);
    }
    lines.push("");
  }
  return lines.join("\r\n").replace(/\r?\n/g, "\r\n");
}

export function save(text, name) {
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
