// Passing a resident on: whoever is free, a team, a colleague who is there, another organisation.

import { $, ask, newId, node, tell } from "./desk_wire.js";

let about = "";
let done = () => {};

export async function choosePassing(handover, closed) {
  about = handover;
  done = closed;
  const answer = await ask("/bestemmingen");
  if (!answer.ok) return tell($("desk").dataset.failed);
  const group = (label, name, list) => {
    const made = node("optgroup", "", { label });
    made.append(...list.map((one) => node("option",
      one.there === undefined ? one.name : `${one.name} (${one.there} aanwezig)`,
      { value: JSON.stringify({ [name]: one.key }) })));
    return list.length ? [made] : [];
  };
  $("bestemming").replaceChildren(
    node("option", "Wie het eerst kan", { value: "{}" }),
    ...group("Team", "team", answer.body.teams),
    ...group("Collega", "colleague", answer.body.colleagues),
    ...group("Andere organisatie", "organisation", answer.body.organisations));
  $("door-notitie").value = "";
  $("doorgeven").returnValue = "";
  $("doorgeven").showModal();
}

async function passOn(to) {
  const text = $("door-notitie").value.trim();
  if (text) await ask(`/gesprekken/${about}/notitie`, { id: newId(), text });
  const answer = await ask(`/gesprekken/${about}/${to.organisation ? "doorverwijzen" : "doorgeven"}`, to);
  if (answer.ok) done();
  else tell(answer.status === 409 ? $("desk").dataset.over : $("desk").dataset.failed);
}

$("doorgeven").addEventListener("close", () => {
  if ($("doorgeven").returnValue === "ok") passOn(JSON.parse($("bestemming").value));
});
