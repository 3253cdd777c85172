// Where the resident is, asked of the browser only after the button; or what is under the cross on
// the map. Either is sent once.
const here = document.querySelector("#hier");
const status = document.querySelector("[role=status]");
const canvas = document.querySelector("#kaart");

function fill(form, lat, lon) {
  form.elements.lat.value = lat.toFixed(5);
  form.elements.lon.value = lon.toFixed(5);
}

here.addEventListener("submit", (event) => {
  if (here.elements.lat.value) return;
  event.preventDefault();
  status.textContent = here.dataset.busy;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      fill(here, coords.latitude, coords.longitude);
      here.submit();
    },
    () => {
      status.textContent = here.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
});

if (canvas && window.L) {
  const { lat, lon, tiles, credit, more, less } = canvas.dataset;
  canvas.closest("section").hidden = false;
  const map = window.L.map(canvas, { zoomControl: false }).setView([Number(lat), Number(lon)], 15);
  map.attributionControl.setPrefix(false);
  window.L.control.zoom({ zoomInTitle: more, zoomOutTitle: less }).addTo(map);
  window.L.tileLayer(tiles, { maxZoom: 19, minZoom: 11, attribution: credit }).addTo(map);
  const there = document.querySelector("#daar");
  there.addEventListener("submit", () => {
    const middle = map.getCenter();
    fill(there, middle.lat, middle.lng);
  });
}
