// The looks of a page's elements as one sheet: what the browser has computed, as far as it says what shows, where and how large.

// What is not handed down, with what it is where nobody says otherwise.
const OWN_LOOKS = {
  display: "inline", position: "static", float: "none", "box-sizing": "content-box", width: "auto", height: "auto", "min-width": "auto", "min-height": "auto",
  "margin-top": "0px", "margin-right": "0px", "margin-bottom": "0px", "margin-left": "0px", "padding-top": "0px", "padding-right": "0px", "padding-bottom": "0px", "padding-left": "0px",
  "overflow-x": "visible", "overflow-y": "visible", opacity: "1", transform: "none", "clip-path": "none", clip: "auto", "background-color": "rgba(0, 0, 0, 0)",
  "flex-direction": "row", "flex-wrap": "nowrap", "flex-grow": "0", "flex-shrink": "1", "flex-basis": "auto", "justify-content": "normal", "justify-items": "normal", "justify-self": "auto", "align-items": "normal", "align-self": "auto",
  "align-content": "normal", "row-gap": "normal", "column-gap": "normal", "grid-template-columns": "none", "grid-template-rows": "none", "grid-column-start": "auto", "grid-column-end": "auto", "grid-row-start": "auto", "grid-row-end": "auto",
  order: "0", "vertical-align": "baseline", "text-overflow": "clip", "content-visibility": "visible", "table-layout": "auto", appearance: "none", "object-fit": "fill",
};
const HANDED_DOWN = ["color", "cursor", "font-family", "font-size", "font-style", "font-weight", "letter-spacing", "line-height", "list-style-type", "pointer-events", "text-align", "text-transform", "visibility", "white-space", "border-collapse"];
const SIDES = ["top", "right", "bottom", "left"];
const HIGHEST = 90000; // of the layers

// A sheet of its own for each root: the document, a shadow root, a frame.
function lookBook() {
  const classes = new Map();
  const known = new Map();
  const add = (rules) => {
    const key = rules.join("\n");
    if (!key) return "";
    if (!classes.has(key)) classes.set(key, { name: `c${classes.size + 1}`, rules });
    return classes.get(key).name;
  };
  return {
    of(element, page) {
      const win = element.ownerDocument.defaultView;
      if (!win) return "";
      const rules = [looksOf(element, win.getComputedStyle(element), known)];
      if (page) for (const part of ["::before", "::after"]) rules.push(drawnBy(page, win, element, part));
      return add(rules);
    },
    sheet() {
      const lines = [...classes.values()].flatMap(({ name, rules }) => ["", "::before", "::after"].flatMap((part, at) => (rules[at] ? [`.${name}${part}{${rules[at]}}`] : [])));
      return `body,body *,:host *{all:unset}\n${lines.join("\n")}\n`;
    },
  };
}

const short = (value) => value.replace(/\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100)).replace(/\d{6,}(?=px)/g, "99999");

// What an element hands down, read once.
const handedDown = (element, known) => {
  let values = known.get(element);
  if (!values) {
    const style = element.ownerDocument.defaultView?.getComputedStyle(element);
    known.set(element, (values = HANDED_DOWN.map((name) => style?.getPropertyValue(name) ?? "")));
  }
  return values;
};

function looksOf(element, style, known) {
  const up = outer(element);
  const above = up && handedDown(up, known);
  const list = [];
  const put = (name, value) => list.push(`${name}:${short(value)}`);
  const get = (name) => style.getPropertyValue(name);
  for (const [name, usual] of Object.entries(OWN_LOOKS)) {
    const value = get(name);
    if (value && value !== usual && value.length < 300 && !/url\(/.test(value) && !(name.startsWith("min-") && value === "0px")) put(name, value);
  }
  handedDown(element, known).forEach((value, at) => {
    if (value && !/url\(/.test(value) && above?.[at] !== value) put(HANDED_DOWN[at], value);
  });
  if (style.position !== "static") {
    for (const side of SIDES) if (get(side) !== "auto") put(side, get(side));
    const layer = element.matches(":modal, :popover-open") ? HIGHEST : Number(style.zIndex);
    if (Number.isFinite(layer) && style.zIndex !== "auto") put("z-index", String(Math.max(-HIGHEST, Math.min(HIGHEST, layer))));
    else if (layer === HIGHEST) put("z-index", String(HIGHEST));
  }
  const round = get("border-top-left-radius");
  if (round && round !== "0px") put("border-radius", round);
  for (const side of SIDES) {
    const width = get(`border-${side}-width`);
    if (width && width !== "0px") put(`border-${side}`, `${width} ${get(`border-${side}-style`)} ${get(`border-${side}-color`)}`);
  }
  return list.join(";");
}

// Words and signs that a style sheet draws before or behind an element's own.
function drawnBy(page, win, element, part) {
  const style = win.getComputedStyle(element, part);
  const drawn = /^"((?:[^"\\]|\\.)*)"$/.exec(style.content);
  if (!drawn) return "";
  const words = page.told.words(drawn[1].replace(/\\(.)/g, "$1")).replace(/["\\<]/g, "\\$&");
  const list = OWN_DRAWN.map((name) => [name, style.getPropertyValue(name)]).filter(([name, value]) => value && value !== OWN_LOOKS[name]);
  return [`content:"${words}"`, ...list.map(([name, value]) => `${name}:${short(value)}`)].join(";");
}

const OWN_DRAWN = ["display", "position", "top", "left", "width", "height", "color", "background-color", "margin-left", "margin-right", "visibility", "opacity"];
