// What staff arrange for the resident: appointments, and an eDienst that he begins himself.

import { $, ask, fill, newId, node, tell } from "./desk_wire.js";

const dialog = $("afspraak");
const form = $("afspraak-form");
const words = dialog.dataset;
let about = ""; // the handover
let moves = null; // the appointment that is moved; null: a new one
let places = [];

const path = (rest = "") => `/gesprekken/${about}/afspraken${rest}`;
const query = () => `product=${encodeURIComponent($("afspraak-product").value)}&place=${encodeURIComponent($("afspraak-plaats").value)}`;
const moment = (iso) => new Date(iso).toLocaleString("nl-NL", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" });

function say(text) {
  $("afspraak-uitkomst").textContent = text;
}

function problem(answer) {
  const found = { 0: "lost", 404: "gone", 409: "taken", 410: "over", 429: "many", 502: "down", 503: "down" };
  return words[found[answer.status] ?? "failed"];
}

export async function arrange(handover) {
  about = handover;
  say("");
  form.reset();
  dialog.showModal();
  const answer = await ask(path());
  if (!answer.ok) return say(problem(answer));
  const { mine, products } = answer.body;
  fill($("afspraak-product"), products.map((one) => [one.key, one.title]), answer.body.about);
  drawMine(mine);
  begin(null);
}

function drawMine(mine) {
  $("afspraak-eigen").replaceChildren(...mine.map((one) => {
    const item = node("li", `${one.title}, ${moment(one.start)}, ${one.where} (${one.code}) `);
    const move = node("button", words.move, { type: "button" });
    move.addEventListener("click", () => begin(one));
    const cancel = node("button", words.cancel, { type: "button" });
    cancel.addEventListener("click", () => drop(one, cancel));
    item.append(move, " ", cancel);
    return item;
  }));
  $("afspraak-geen").hidden = mine.length > 0;
}

// A new one, or another moment for one that is there: who comes is known then.
async function begin(one) {
  moves = one;
  if (one) $("afspraak-product").value = one.product;
  $("afspraak-product").disabled = Boolean(one);
  $("afspraak-wie").hidden = Boolean(one);
  $("afspraak-titel").textContent = one ? `${words.moving}: ${one.title}` : words.making;
  await choosePlace();
}

async function choosePlace() {
  const answer = await ask(path(`/plaatsen?${query()}`));
  if (!answer.ok) return say(problem(answer));
  places = answer.body.places;
  fill($("afspraak-plaats"), places.map((one) => [one.id, one.name]), $("afspraak-plaats").value);
  await chooseDay();
}

async function chooseDay() {
  const needed = places.find((one) => one.id === $("afspraak-plaats").value)?.required ?? [];
  $("afspraak-geboren").hidden = !needed.includes("birth_date");
  const answer = await ask(path(`/dagen?${query()}`));
  if (!answer.ok) return say(problem(answer));
  const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("nl-NL", { weekday: "long", day: "numeric", month: "long" });
  fill($("afspraak-dag"), answer.body.days.map((one) => [one, day(one)]));
  if (!answer.body.days.length) say(words.none);
  await chooseTime();
}

async function chooseTime() {
  const day = $("afspraak-dag").value;
  if (!day) return fill($("afspraak-tijd"), []);
  const answer = await ask(path(`/tijden?${query()}&day=${day}`));
  if (!answer.ok) return say(problem(answer));
  const clock = (iso) => new Date(iso).toLocaleTimeString("nl-NL", { timeStyle: "short", timeZone: "Europe/Amsterdam" });
  fill($("afspraak-tijd"), answer.body.times.map((one) => [one, clock(one)]));
}

function unknown() {
  if (moves) return [];
  const contact = $("afspraak-mail").value.trim() || $("afspraak-telefoon").value.trim();
  return [...($("afspraak-naam").value.trim() ? [] : ["name"]), ...(contact ? [] : ["email", "phone"])];
}

function sayMissing(names) {
  say(`${words.missing} ${names.map((one) => words[one]).join(", ")}.`);
}

async function book() {
  if (unknown().length) return sayMissing(unknown());
  const value = (id) => $(id).value.trim();
  const order = { moves: moves?.key ?? "", product: value("afspraak-product"),
    place: value("afspraak-plaats"), start: value("afspraak-tijd") };
  // The same order is asked for with the same key until its outcome is known, also after a reload.
  const kept = JSON.stringify([about, order]);
  const key = sessionStorage.getItem(kept) ?? newId();
  sessionStorage.setItem(kept, key);
  const answer = await ask(path(), { key, ...order, name: value("afspraak-naam"), email: value("afspraak-mail"),
    phone: value("afspraak-telefoon"), birth_date: value("afspraak-geboren-op") });
  if (answer.status === 202) return say(words.unknown);
  if (answer.status && answer.status < 500) sessionStorage.removeItem(kept);
  if (answer.ok) {
    dialog.close();
    return tell(moves ? words.moved : words.made);
  }
  if (answer.body.missing) return sayMissing(answer.body.missing);
  if (answer.status === 409) await chooseTime();
  say(problem(answer));
}

async function drop(one, button) {
  if (button.dataset.sure !== "yes") {
    button.dataset.sure = "yes";
    button.textContent = words.sure;
    return;
  }
  const answer = await ask(path("/afzeggen"), { key: one.key });
  if (!answer.ok) return say(problem(answer));
  dialog.close();
  tell(words.cancelled);
}

async function look() {
  const value = (id) => $(id).value.trim();
  const answer = await ask(path("/zoeken"), {
    code: value("afspraak-code"), email: value("afspraak-bewijs"), phone: value("afspraak-bewijs"),
    birth_date: value("afspraak-bewijs-geboren") });
  if (!answer.ok) return say(answer.status === 400 ? words.wrong : problem(answer));
  const found = await ask(path());
  if (found.ok) drawMine(found.body.mine);
  say(words.found);
}

export async function openEdienst(handover, closed) {
  about = handover;
  const answer = await ask(`/gesprekken/${about}/ediensten`);
  if (!answer.ok) return tell(problem(answer));
  fill($("edienst-keuze"), answer.body.ediensten.map((one) => [one.key, one.title]), answer.body.about);
  $("edienst").returnValue = "";
  $("edienst").onclose = async () => {
    if ($("edienst").returnValue !== "ok") return;
    const opened = await ask(`/gesprekken/${about}/edienst`, { edienst: $("edienst-keuze").value });
    if (opened.ok) closed();
    else tell(problem(opened));
  };
  $("edienst").showModal();
}

$("afspraak-product").addEventListener("change", choosePlace);
$("afspraak-plaats").addEventListener("change", chooseDay);
$("afspraak-dag").addEventListener("change", chooseTime);
$("afspraak-nieuw").addEventListener("click", () => begin(null));
$("afspraak-zoek").addEventListener("click", look);
$("afspraak-dicht").addEventListener("click", () => dialog.close());
form.addEventListener("submit", (event) => { event.preventDefault(); book(); });
