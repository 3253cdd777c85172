// Asks the browser where the resident is, only after the button, and sends it once.
const form = document.querySelector("form");
const status = document.querySelector("[role=status]");

form.addEventListener("submit", (event) => {
  if (form.elements.lat.value) return;
  event.preventDefault();
  status.textContent = form.dataset.busy;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      form.elements.lat.value = coords.latitude.toFixed(5);
      form.elements.lon.value = coords.longitude.toFixed(5);
      form.submit();
    },
    () => {
      status.textContent = form.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
});
