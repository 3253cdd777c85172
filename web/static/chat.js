// Makes the page live. Without this file the same forms post and the page shows the same
// conversation; the server draws every message, so there is one way in which it looks.

const chat = document.getElementById("chat");
const log = document.getElementById("log");
const status = document.getElementById("status");
const composer = document.getElementById("composer");
const entry = document.getElementById("bericht");
const home = location.pathname.replace(/\/+$/, "");
const pending = new Map(); // ids of our messages that are shown and not yet confirmed
const waiting = new Set(); // ids of messages without an answer
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let last = Math.max(0, ...[...log.querySelectorAll("[data-sequence]")].map((m) => +m.dataset.sequence));
let stream = null;

document.documentElement.classList.add("scripted");
if (!status.textContent.trim()) status.textContent = "";

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// To the end, but never past the last question: a long answer is read from its beginning. Not with
// scrollIntoView: that moves the place from which the Tab key goes on.
function reveal(element, behavior) {
  const from = [...log.querySelectorAll(".message--resident")].at(-1) ?? element;
  const end = scrollY + chat.getBoundingClientRect().bottom - innerHeight;
  const start = scrollY + from.getBoundingClientRect().top - 16;
  scrollTo({ top: Math.max(0, Math.min(end, start)), behavior });
}

function show(element, before = null) {
  log.insertBefore(element, before);
  requestAnimationFrame(() => reveal(element, calm.matches ? "auto" : "smooth"));
}

function fromTemplate(id, text) {
  const element = document.getElementById(id).content.firstElementChild.cloneNode(true);
  element.querySelector(".bubble p").textContent = text;
  return element;
}

function tell(text) {
  show(fromTemplate("told", text));
}

function showStatus(text = waiting.size ? chat.dataset.busy : "") {
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle("busy", waiting.size > 0);
}

function receive(message) {
  if (message.sequence <= last) return;
  last = message.sequence;
  if (message.author === "resident") {
    if (message.state === "received") waiting.add(message.id);
    else waiting.delete(message.id); // answered already, or for the human who has the turn
  } else {
    pending.delete(message.answers); // what is too long is answered and never kept
    if (message.final) waiting.delete(message.answers);
  }
  const own = pending.get(message.id);
  if (own) {
    // Ours is here already: confirm it, and show what was masked. A new element would be read out.
    pending.delete(message.id);
    own.classList.remove("message--failed");
    own.querySelector(".again")?.remove();
    own.dataset.sequence = message.sequence;
    const text = own.querySelector(".own-text");
    if (text.textContent !== message.text) text.textContent = message.text;
  } else {
    const holder = document.createElement("template");
    holder.innerHTML = message.rendered; // drawn and escaped by our server
    const firstPending = [...pending.values()].find((m) => !m.matches(".message--failed")) ?? null;
    show(holder.content.firstElementChild, firstPending);
  }
  showStatus();
}

function follow() {
  if (stream && stream.readyState !== EventSource.CLOSED) return;
  stream = new EventSource(`${home}/events?after=${last}`);
  stream.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  stream.addEventListener("typing", (event) => {
    const { name } = JSON.parse(event.data);
    showStatus(name ? `${name} ${chat.dataset.types}` : undefined);
  });
  stream.addEventListener("open", () => showStatus());
  stream.addEventListener("error", () => {
    showStatus(chat.dataset.lost);
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 3000);
  });
}

async function post(id, body, own) {
  waiting.add(id);
  showStatus();
  own.querySelector(".again")?.remove();
  let problem = "";
  try {
    const response = await fetch(`${home}/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id, ...body }),
    });
    const answer = await response.json();
    if (response.ok) {
      if (answer.new) return location.reload(); // our cookie was gone: this is a new conversation
      if (answer.id !== id) pending.delete(id), waiting.delete(id); // too large to be kept
      follow();
      return showStatus();
    }
    problem = answer.detail;
  } catch {
    problem = chat.dataset.failed;
  }
  waiting.delete(id);
  showStatus();
  tell(problem);
  own.classList.add("message--failed");
  const again = document.createElement("button");
  again.className = "again";
  again.textContent = chat.dataset.again;
  again.addEventListener("click", () => {
    own.classList.remove("message--failed");
    entry.focus();
    post(id, body, own); // the same id: the server knows when it had this message after all
  });
  own.append(again);
}

function send(body, shown) {
  const id = newId();
  const own = fromTemplate("own", shown);
  pending.set(id, own);
  show(own);
  post(id, body, own);
}

async function askCode() {
  try {
    const response = await fetch(`${home}/code`, { method: "POST" });
    const answer = await response.json();
    tell(response.ok ? answer.text : answer.detail);
  } catch {
    tell(chat.dataset.lost);
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-code]")) {
    event.preventDefault();
    askCode();
  }
  if (!event.target.matches("[data-chat]")) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.name === "choice") {
    send({ choice: button.value }, button.textContent.trim());
    return;
  }
  const text = entry.value.trim();
  if (!text) return;
  entry.value = "";
  entry.focus();
  send({ text }, text);
});

entry.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

if (navigator.cookieEnabled) follow();
else tell(chat.dataset.cookies);
if (last > 1) reveal(log.lastElementChild, "auto");
