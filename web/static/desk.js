// The desk: who waits, the conversation that is open, and what is known of it. Everything on it comes
// from the server; a reload loses nothing.

import { arrange, openEdienst } from "./desk_arranging.js";
import { choosePassing } from "./desk_passing.js";
import { $, ask, newId, node, tell } from "./desk_wire.js";

const desk = $("desk");
const log = $("log");
const entry = $("zeggen");
const words = { channel: { webchat: "web chat", whatsapp: "WhatsApp", sms: "sms" },
  why: { asked: "Vroeg om een mens", not_understood: "Balie begreep het niet", complaint: "Klacht",
    distress: "Het is te veel", sensitive: "Gevoelig onderwerp" },
  mood: { angry: "Boos", threatens: "Dreigt", distressed: "Het is te veel", shouts: "Schreeuwt (hoofdletters of uitroeptekens)",
    repeats: "Vroeg hetzelfde meer dan eens" },
  language: { en: "Engels", tr: "Turks", ar: "Arabisch", pl: "Pools", uk: "Oekraïens", de: "Duits", fr: "Frans", es: "Spaans" } };
const drafts = new Map(); // what was typed and not sent yet, by handover
const read = new Map(); // how much of each conversation was seen
let state = { line: [], calls: [], colleagues: [], me: {} };
let open = ""; // the handover that is shown
let calling = ""; // or the promise to call
let last = 0; // the number of its last message that is on the page
let loading = Promise.resolve();

function since(iso) {
  const minutes = Math.max(0, Math.round((Date.now() - new Date(iso)) / 60000));
  return minutes < 1 ? "net" : minutes === 1 ? "1 minuut" : `${minutes} minuten`;
}

function drawItem(one, number) {
  const item = node("li");
  const button = node("button", `${number ? `${number}. ` : ""}${one.about || words.why[one.why]}`, { type: "button" });
  const small = node("small", `${words.channel[one.channel] ?? one.channel} · ${words.why[one.why]} · ${since(one.asked_at)}${one.for_me ? " · voor u" : ""}`);
  button.append(small);
  button.setAttribute("aria-current", String(one.id === open));
  button.classList.toggle("new", one.mine && one.id !== open && one.length > (read.get(one.id) ?? 0));
  button.addEventListener("click", () => show(one.id));
  item.append(button);
  return item;
}

function drawCall(one) {
  const item = node("li");
  const button = node("button", one.about || words.why[one.why], { type: "button" });
  const due = new Date(one.due).toLocaleString("nl-NL", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const tried = one.attempts ? ` · ${one.attempts} keer niet bereikt` : "";
  button.append(node("small", `${one.overdue ? "Te laat: " : ""}voor ${due}${tried}${one.by ? ` · ${one.by}` : ""}`));
  button.classList.toggle("overdue", one.overdue);
  button.setAttribute("aria-current", String(one.id === calling));
  button.addEventListener("click", () => showCall(one.id));
  item.append(button);
  return item;
}

async function showCall(id) {
  close("");
  calling = id;
  const answer = await ask(`/terugbellen/${id}`);
  if (id !== calling) return;
  if (!answer.ok) return close(desk.dataset.failed);
  const { callback, messages } = answer.body;
  for (const message of messages) append(message);
  log.scrollTop = log.scrollHeight;
  $("gesprek-titel").textContent = `Terugbellen: ${callback.about || words.why[callback.why]}`;
  $("nummer").textContent = callback.phone;
  $("nummer").href = `tel:${callback.phone}`;
  $("bel-acties").hidden = callback.stage !== "open";
  drawPacket(callback);
  draw();
}

async function called(body) {
  const path = body === undefined ? "nemen" : "gebeld";
  const answer = await ask(`/terugbellen/${calling}/${path}`, body ?? {});
  if (!answer.ok) return tell(answer.status === 409 ? desk.dataset.first : desk.dataset.failed);
  if (body !== undefined) close("");
}

function draw() {
  const waiting = state.line.filter((one) => one.stage === "waiting");
  const mine = state.line.filter((one) => one.mine);
  $("aantal").textContent = waiting.length;
  $("leeg").hidden = waiting.length > 0;
  $("rij").replaceChildren(...waiting.map((one) => drawItem(one)));
  $("mijn").replaceChildren(...mine.map((one, index) => drawItem(one, index + 1)));
  $("collegas").replaceChildren(...state.colleagues.map((one) =>
    node("li", `${one.name}${one.available ? "" : " (niet beschikbaar)"}`)));
  $("aantal-bellen").textContent = state.calls.length;
  $("bellen").replaceChildren(...state.calls.map(drawCall));
  $("beschikbaar").checked = state.me.available;
  document.title = `${waiting.length ? `(${waiting.length}) ` : ""}Balie voor medewerkers`;
}

function receive(now) {
  state = now;
  draw();
  const shown = state.line.find((one) => one.id === open);
  if (open && (!shown || shown.length > last || shown.stage !== desk.dataset.stage)) more();
}

// One after another: two answers at once would draw the same messages twice.
function more() {
  loading = loading.then(load, load);
  return loading;
}

async function load() {
  if (!open) return;
  const id = open;
  const answer = await ask(`/gesprekken/${id}?after=${last}`);
  if (id !== open) return;
  if (!answer.ok) return answer.status && close(desk.dataset.over);
  const { handover, messages, notes } = answer.body;
  const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 40;
  for (const message of messages) {
    append(message);
    last = message.sequence;
  }
  read.set(id, last);
  desk.dataset.stage = handover.stage;
  $("gesprek-titel").textContent = handover.about || words.why[handover.why];
  $("wachtend").hidden = handover.stage !== "waiting";
  $("composer").hidden = !handover.mine;
  $("notitie").hidden = handover.stage === "ended";
  // Only now: what is shown below it makes it lower.
  if (atEnd || messages.length > 5) log.scrollTop = log.scrollHeight;
  drawPacket(handover);
  $("notities").replaceChildren(...notes.map((one) => node("li", `${one.by}: ${one.text}`)));
  const asked = messages.findLast((one) => one.author === "resident");
  if (asked && handover.mine) suggest(`/gesprekken/${id}/voorstellen`);
  if (handover.stage === "ended" || (handover.stage === "active" && !handover.mine)) tell(desk.dataset.over);
  draw();
}

function append(message) {
  const holder = document.createElement("template");
  holder.innerHTML = message.rendered; // drawn and escaped by our server
  for (const button of holder.content.querySelectorAll("button")) button.disabled = true;
  log.append(holder.content);
}

function drawPacket(one) {
  const list = $("pakket");
  const add = (name, value, alarm) => {
    if (!value || !value.length) return;
    list.append(node("dt", name));
    for (const part of [value].flat()) list.append(node("dd", part, alarm ? { class: "alarm" } : {}));
  };
  list.replaceChildren();
  $("kort").innerHTML = one.summary; // drawn and escaped by our server
  add("Waarom", words.why[one.why]);
  add("Let op", one.mood.map((sign) => words.mood[sign]), true);
  add("Taal", one.language === "nl" ? "" : words.language[one.language] ?? one.language);
  add("Ingelogd met DigiD", one.login);
  add("Onderwerp", one.about);
  add("Laatste vragen", one.questions);
  add("Balie liet zien", one.shown);
  add("Niet begrepen", one.guesses ? `${one.guesses} keer` : "");
  add("Bezig met", one.edienst);
  add("Al ingevuld", one.filled.map((field) => `${field.label}: ${field.value}`));
  add("Afspraak voor", one.appointment);
  add("Zaken", one.zaken);
  add("Kanaal", words.channel[one.channel] ?? one.channel);
  add("Wacht sinds", `${new Date(one.asked_at).toLocaleTimeString("nl-NL", { timeStyle: "short" })} (${since(one.asked_at)})`);
}

function show(id) {
  if (open) drafts.set(open, entry.value);
  calling = "";
  $("bel-acties").hidden = true;
  open = id;
  last = 0;
  log.replaceChildren();
  $("antwoorden").replaceChildren();
  entry.value = drafts.get(id) ?? "";
  tell("");
  more().then(() => { if (!$("composer").hidden) entry.focus(); });
  draw();
}

function close(text) {
  drafts.delete(open);
  open = calling = "";
  last = 0;
  log.replaceChildren();
  $("pakket").replaceChildren();
  $("kort").replaceChildren();
  $("notities").replaceChildren();
  $("gesprek-titel").textContent = "Geen gesprek open";
  $("composer").hidden = $("wachtend").hidden = $("notitie").hidden = $("bel-acties").hidden = true;
  tell(text);
  draw();
}

async function take(id) {
  const answer = await ask(`/gesprekken/${id}/nemen`, {});
  if (answer.ok) return show(id);
  tell(answer.status === 409 ? desk.dataset.first : desk.dataset.failed);
  if (open === id) close(desk.dataset.first);
}

// What stands here may be a moment old: where a colleague was first, the one after it.
async function takeNext() {
  for (const one of state.line.filter((other) => other.stage === "waiting")) {
    const answer = await ask(`/gesprekken/${one.id}/nemen`, {});
    if (answer.ok) return show(one.id);
    if (answer.status !== 409) return tell(desk.dataset.failed);
  }
  if (state.line.some((other) => other.stage === "waiting")) tell(desk.dataset.first);
}

async function finish(ending) {
  const answer = await ask(`/gesprekken/${open}/einde`, { ending });
  if (answer.ok) close("");
  else tell(answer.status === 409 ? desk.dataset.over : desk.dataset.failed);
}

let sending = null; // the message on its way, with its id: sent again it is said once
async function send() {
  const text = entry.value.trim();
  if (!text || !open) return;
  if (sending?.text !== text || sending.to !== open) sending = { id: newId(), text, to: open };
  const { id, to } = sending;
  const answer = await ask(`/gesprekken/${to}/zeggen`, { id, text });
  if (!answer.ok) return tell(answer.status === 409 ? desk.dataset.unreachable : desk.dataset.failed);
  sending = null;
  drafts.delete(to);
  if (open === to && entry.value.trim() === text) entry.value = "";
  tell("");
  more();
}

$("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
let typed = 0;
entry.addEventListener("input", () => {
  if (!open || !entry.value.trim() || Date.now() - typed < 2500) return;
  typed = Date.now();
  ask(`/gesprekken/${open}/typt`, {});
});
entry.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
$("nemen").addEventListener("click", () => take(open));
$("bel-nemen").addEventListener("click", () => called());
$("gesproken").addEventListener("click", () => called({ reached: true }));
$("niet-bereikt").addEventListener("click", () => called({ reached: false }));
$("opgelost").addEventListener("click", () => finish("solved"));
$("niet-opgelost").addEventListener("click", () => finish("unsolved"));
$("terug").addEventListener("click", () => finish("given_back"));
$("door").addEventListener("click", () => choosePassing(open, () => close("")));
$("regel").addEventListener("click", () => arrange(open));
$("open-edienst").addEventListener("click", () => openEdienst(open, () => close("")));
$("beschikbaar").addEventListener("change", async (event) => {
  const answer = await ask("/beschikbaar", { available: event.target.checked });
  if (!answer.ok) event.target.checked = !event.target.checked;
});
$("notitie").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = $("notitie-tekst").value.trim();
  if (!text) return;
  const answer = await ask(`/gesprekken/${open}/notitie`, { id: newId(), text });
  if (!answer.ok) return tell(desk.dataset.failed);
  $("notitie-tekst").value = "";
  more();
});
$("zoeken").addEventListener("submit", (event) => {
  event.preventDefault();
  suggest(`/antwoorden?q=${encodeURIComponent($("woorden").value)}`);
});

// Answers of the library: with words that were asked for, or for what the resident said last.
async function suggest(path) {
  const answer = await ask(path);
  $("antwoorden").replaceChildren(...(answer.body.answers ?? []).map((one) => {
    const item = node("li");
    const button = node("button", one.title, { type: "button" });
    button.addEventListener("click", () => {
      entry.value = `${entry.value.trim()}\n${one.text}`.trim();
      entry.focus();
    });
    item.append(button);
    return item;
  }));
}
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const mine = state.line.filter((one) => one.mine);
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (event.code === "KeyN") takeNext();
  else if (digit && mine[digit - 1]) show(mine[digit - 1].id);
  else if (event.code === "KeyA") $("woorden").focus();
  else if (event.code === "KeyD" && open && !$("composer").hidden) choosePassing(open, () => close(""));
  else if (event.code === "KeyR" && open && !$("composer").hidden) arrange(open);
  else if (event.code === "KeyE" && open && !$("composer").hidden) openEdienst(open, () => close(""));
  else if (event.code === "KeyB" && open && !$("composer").hidden) finish("given_back");
  else return;
  event.preventDefault();
});

const stream = new EventSource("/desk/gebeurtenissen");
stream.addEventListener("line", (event) => receive(JSON.parse(event.data)));
stream.addEventListener("open", () => tell(""));
stream.addEventListener("error", () => {
  tell(desk.dataset.lost);
  if (stream.readyState === EventSource.CLOSED) location.reload(); // signed out, or for good
});
