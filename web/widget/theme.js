// Colours as NL Design System tokens. Those of the page count where they are complete and can be
// read; else those of the municipality, which our server checked.

const BACKGROUND = "--utrecht-button-primary-action-background-color";
const INK = "--utrecht-button-primary-action-color";
const LINK = "--utrecht-link-color";
const READABLE = 4.5;

export function themeSheet(page, given) {
  const style = getComputedStyle(page);
  const own = (name) => style.getPropertyValue(name).trim();
  let theme = given;
  const [background, ink] = [own(BACKGROUND), own(INK)];
  if (contrast(page, background, ink) >= READABLE) {
    theme = { ...theme, [BACKGROUND]: background, [INK]: ink };
  }
  if (contrast(page, own(LINK), "#fff") >= READABLE) theme = { ...theme, [LINK]: own(LINK) };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host {}");
  for (const [name, colour] of Object.entries(theme)) {
    sheet.cssRules[0].style.setProperty(name, colour);
  }
  return sheet;
}

// 0 where one of them is no plain colour.
function contrast(page, one, other) {
  const lights = [one, other].map((colour) => luminance(page, colour));
  if (lights.includes(null)) return 0;
  return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
}

function luminance(page, colour) {
  if (!colour || !CSS.supports("color", colour)) return null;
  const probe = document.createElement("span");
  probe.style.color = colour;
  page.append(probe);
  const found = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(getComputedStyle(probe).color);
  probe.remove();
  if (!found) return null;
  const [red, green, blue] = found.slice(1).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
