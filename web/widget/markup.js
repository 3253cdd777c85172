// The HTML of an answer, as elements. Our server makes it from Markdown and lets only these tags
// through; here they are checked again, by reading the text and not by giving it to a parser.
// What is not on the list is shown as text.

const TOKEN = /<(\/?)(p|ul|ol|li|strong|em|br|a)((?: [a-z]+="[^"<>]*")*)>|&(amp|lt|gt|quot);|[^<&]+|[<&]/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"' };
const ADDRESS = /^(?:https?:\/\/|mailto:|tel:)/i;

function decode(text) {
  return text.replace(/&(amp|lt|gt|quot);/g, (_, name) => ENTITIES[name]);
}

function attribute(text, name) {
  return decode(new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? "");
}

export function isSafe(url) {
  return ADDRESS.test(url);
}

export function fromHtml(html) {
  const root = document.createDocumentFragment();
  const open = [root];
  for (const [text, closes, tag, attributes, entity] of html.matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (!tag) {
      inner.append(entity ? ENTITIES[entity] : text);
    } else if (closes) {
      if (inner.localName === tag) open.pop();
    } else {
      const element = document.createElement(tag);
      const url = attribute(attributes, "href");
      if (tag === "a" && isSafe(url)) {
        element.href = url;
        element.rel = "noopener";
      }
      if (tag === "ol" && Number(attribute(attributes, "start"))) {
        element.start = Number(attribute(attributes, "start"));
      }
      inner.append(element);
      if (tag !== "br") open.push(element);
    }
  }
  return root;
}
