// Makes elements piece by piece. No text ever goes through an HTML parser, so nothing that a
// resident or an answer says can become markup, and a page with Trusted Types may use us.

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

const SHAPES = {
  chat: "M4 4h16v12H9l-5 4z",
  close: "M6 6l12 12M18 6L6 18",
  up: "M7 21V10l5-7 1.5 1.5L12.5 9H20l-2 12zM3 10h2v11H3z",
  down: "M17 3v11l-5 7-1.5-1.5 1-4.5H4L6 3zM21 14h-2V3h2z",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const shape = document.createElementNS(space, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", SHAPES[name]);
  picture.append(shape);
  return picture;
}
