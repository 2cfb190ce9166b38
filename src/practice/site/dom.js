// Making elements. Class names are drawn anew for each load, so that nobody can lean on them.

const SW = CONFIG.switches;
const GEN = SW.generation;
// Generation 3 has the chrome of generation 2.
const GEN3 = GEN === "3";
const GEN2 = GEN === "2" || GEN3;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const classNames = new Map();

function className(name) {
  if (SW["manner.classes"] === "fixed") return "k-" + name;
  if (!classNames.has(name)) {
    classNames.set(name, "x" + Math.random().toString(36).slice(2, 9));
  }
  return classNames.get(name);
}

function classes(names) {
  return names.split(" ").filter(Boolean).map(className).join(" ");
}

const STYLE = CONFIG.style.replace(/\.k-([a-z0-9-]+)/g, (_, name) => "." + className(name));

// Ids mean nothing either, and are never the same twice.
let lastId = Math.floor(Math.random() * 9000);
const freshId = () => ":r" + (++lastId).toString(36) + ":";

const SVG = "http://www.w3.org/2000/svg";

function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") el.className = classes(value);
    else if (key.startsWith("on")) el.addEventListener(key.slice(2), value);
    else if (key === "style") el.style.cssText = value;
    else if (key === "value") el.value = value;
    else if (key === "checked" || key === "readOnly" || key === "disabled") el[key] = value;
    else el.setAttribute(key, value === true ? "" : value);
  }
  add(el, children);
  return el;
}

function add(el, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    el.append(child);
  }
}

function fill(el, ...children) {
  const fresh = document.createDocumentFragment();
  add(fresh, children);
  el.replaceChildren(fresh);
  return el;
}

// A number that stays the same for the same words: what is mixed is mixed the same way on every load.
function mix(text, count) {
  let sum = 7;
  for (const char of String(text)) sum = (sum * 31 + char.codePointAt(0)) >>> 0;
  return sum % count;
}

// Where the page is, also when the app lives in a frame.
const FRAMED = location.pathname === "/frame";
const OUTER = FRAMED ? window.parent : window;
const here = () => OUTER.location;

let root = null; // what holds the app
let portal = null; // what holds dialogs, menus and toasts: the end of the body

function attach(host) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  host.adoptedStyleSheets = [...host.adoptedStyleSheets, sheet];
}

// Two shadow roots, one in the other.
function shadowed(parent) {
  const outer = parent.appendChild(h("div")).attachShadow({ mode: "open" });
  const inner = outer.appendChild(h("div")).attachShadow({ mode: "open" });
  attach(inner);
  return inner.appendChild(h("div", { class: "page" }));
}

function makeRoots() {
  document.body.className = classes("body");
  attach(document);
  const inShadow = SW["markup.container"] === "shadow" && location.origin === CONFIG.business;
  if (inShadow) {
    root = shadowed(document.body);
    portal = shadowed(document.body);
    portal.className = "";
  } else {
    root = document.body.appendChild(h("div", { class: "page" }));
    portal = document.body.appendChild(h("div"));
  }
}

// Things that lie above the page go into the topmost native dialog if there is one, for nothing else is above that.
function layer() {
  const open = portal.querySelectorAll("dialog[open]");
  return open.length ? open[open.length - 1] : portal;
}

async function ask(path, params) {
  const query = new URLSearchParams(params || {});
  const reply = await fetch("/ajax/" + path + (params ? "?" + query : ""));
  return reply.json();
}

async function commit(path, body) {
  const reply = await fetch("/ajax/" + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const result = await reply.json().catch(() => ({}));
  if (!reply.ok) return { error: "something_wrong", status: reply.status };
  return result;
}

const mishap = (what) => commit("mishap", { what });
