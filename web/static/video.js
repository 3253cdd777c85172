// One side of a video appointment. The wire (WebSocket) only helps to find each other; picture and
// sound go from browser to browser.
const room = document.getElementById("video");
const say = document.getElementById("status");
const mine = document.getElementById("mine");
const theirs = document.getElementById("theirs");
const isHost = room.dataset.host === "ja";
const buttons = Object.fromEntries(["begin", "mute", "blind", "end"].map((id) => [id, document.getElementById(id)]));
const PATIENCE = 20000; // milliseconds before the telephone is advised
const RETRY = 2000;

let wire, peer, stream, patience, over = false, waiting = [];

const tell = (text) => { say.textContent = text; };
const send = (message) => { if (wire?.readyState === WebSocket.OPEN) wire.send(JSON.stringify(message)); };

buttons.begin.addEventListener("click", async () => {
  buttons.begin.hidden = true;
  await openDevices();
  for (const id of ["mute", "blind", "end"]) buttons[id].hidden = false;
  connect();
});
buttons.mute.addEventListener("click", () => toggle(buttons.mute, stream?.getAudioTracks()));
buttons.blind.addEventListener("click", () => toggle(buttons.blind, stream?.getVideoTracks()));
buttons.end.addEventListener("click", () => { send({ type: "ended" }); end(); });
document.getElementById("phone")?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!wire) connect();
  const ask = () => send({ type: "call_me", number: document.getElementById("number").value });
  if (wire.readyState === WebSocket.OPEN) ask(); else wire.addEventListener("open", ask, { once: true });
  tell(room.dataset.asked);
});

function toggle(button, tracks = []) {
  const off = button.getAttribute("aria-pressed") !== "true";
  for (const track of tracks) track.enabled = !off;
  button.setAttribute("aria-pressed", String(off));
}

// Picture and sound; else sound alone; else only to watch and listen.
async function openDevices() {
  for (const wanted of [{ audio: true, video: true }, { audio: true }]) {
    try {
      stream = await navigator.mediaDevices.getUserMedia(wanted);
      mine.srcObject = stream;
      if (!wanted.video) tell(room.dataset.noCamera);
      return;
    } catch { /* the next, or none */ }
  }
  tell(room.dataset.noCamera);
}

function connect() {
  const address = new URL(room.dataset.wire, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  wire = new WebSocket(address);
  wire.addEventListener("open", () => { if (isHost) tell(room.dataset.waiting); });
  wire.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  wire.addEventListener("close", () => {
    if (over) return;
    if (peer?.connectionState !== "connected") tell(room.dataset.lost);
    setTimeout(connect, RETRY);
  });
}

async function receive(message) {
  if (message.type === "queue") return queue(message);
  if (message.type === "start") return call();
  if (message.type === "opened") return tell(room.dataset.connecting);
  if (message.type === "signal") return signal(message.data);
  if (message.type === "left") { hangUp(); return tell(room.dataset.left); }
  if (message.type === "ended") return end();
  if (message.type === "replaced") { over = true; hangUp(); wire.close(); return tell(room.dataset.replaced); }
  if (message.type === "call_me") return showNumber(String(message.number));
}

function queue({ place, minutes }) {
  const wait = minutes > 0 ? room.dataset.minutes.replace("{minuten}", minutes) : room.dataset.soon;
  tell(`${room.dataset.waiting.replace("{plaats}", place)} ${wait}`);
}

function showNumber(number) {
  const box = document.getElementById("call");
  const shown = document.createElement("a");
  shown.href = `tel:${number.replace(/[^\d+]/g, "")}`;
  shown.textContent = number;
  const [before, after] = room.dataset.call.split("{nummer}");
  box.replaceChildren(before, shown, after);
  box.hidden = false;
}

function newPeer() {
  hangUp();
  waiting = [];
  peer = new RTCPeerConnection({ iceServers: JSON.parse(room.dataset.ice) });
  for (const track of stream?.getTracks() ?? []) peer.addTrack(track, stream);
  // Who shows nothing still wants to see and hear.
  for (const kind of ["audio", "video"]) {
    if (!stream?.getTracks().some((track) => track.kind === kind)) peer.addTransceiver(kind, { direction: "recvonly" });
  }
  peer.addEventListener("icecandidate", ({ candidate }) => { if (candidate) send({ type: "signal", data: { candidate } }); });
  peer.addEventListener("track", ({ streams }) => { theirs.srcObject = streams[0]; });
  peer.addEventListener("connectionstatechange", () => {
    if (peer.connectionState === "connected") { clearTimeout(patience); tell(room.dataset.connected); }
    if (peer.connectionState === "failed") tell(room.dataset.failed);
  });
  patience = setTimeout(() => tell(room.dataset.failed), PATIENCE);
  tell(room.dataset.connecting);
}

async function call() {
  newPeer();
  await peer.setLocalDescription();
  send({ type: "signal", data: { description: peer.localDescription } });
}

async function signal({ description, candidate }) {
  if (description) {
    if (description.type === "offer") newPeer();
    await peer.setRemoteDescription(description);
    for (const early of waiting.splice(0)) await peer.addIceCandidate(early);
    if (description.type === "offer") {
      await peer.setLocalDescription();
      send({ type: "signal", data: { description: peer.localDescription } });
    }
  } else if (candidate) {
    // It may come before the description that it belongs to.
    if (peer?.remoteDescription) await peer.addIceCandidate(candidate); else waiting.push(candidate);
  }
}

function hangUp() {
  clearTimeout(patience);
  peer?.close();
  peer = undefined;
  theirs.srcObject = null;
}

function end() {
  over = true;
  hangUp();
  for (const track of stream?.getTracks() ?? []) track.stop();
  mine.srcObject = null;
  wire?.close();
  for (const button of Object.values(buttons)) button.hidden = true;
  tell(room.dataset.ended);
}
