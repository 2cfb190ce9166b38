// A page without scripts: the document as it stands, with the looks that it has, and with stand-ins for everything that is data. What may
// leave the page is listed here; whatever is not listed stays.

// input: as for `standIns`, with the language of each known word, and the language to read the page in.
function freeze(input) {
  const view = fresh();
  const language = pageLanguage(input.override) || "en";
  const here = (word) => !word.lang || base(word.lang) === "en" || base(word.lang) === base(language);
  const told = standIns({ ...input, known: input.known.filter(here).map((word) => word.text) });
  const ids = new Map();
  const numbered = (text) => {
    if (!ids.has(text)) ids.set(text, `n${ids.size + 1}`);
    return ids.get(text);
  };
  const page = { view, told, numbered };
  return { html: frozenDocument(page, document), replaced: told.replaced, kept: [...told.kept] };
}

const FROZEN_HEAD = '<!doctype html>\n<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';

function frozenDocument(page, doc) {
  const looks = lookBook();
  const root = doc.documentElement;
  const language = /^[\w-]{2,12}$/.test(root.lang) ? ` lang="${root.lang}"` : "";
  const direction = root.dir === "rtl" ? ' dir="rtl"' : "";
  const body = doc.body ? frozen(page, looks, doc.body) : "";
  const own = looks.of(root, null);
  return `${FROZEN_HEAD}\n<html${language}${direction} class="${own}"><head><title>A frozen page</title><style>\n${looks.sheet()}</style></head>\n${body}\n</html>\n`;
}

// ----- elements -----

const FROZEN_EMPTY = new Set(["area", "br", "col", "hr", "img", "input", "wbr"]);
const FROZEN_FLAGS = ["disabled", "readonly", "required", "multiple", "open", "inert"];
const FROZEN_TOKENS = ["role", "type", "tabindex", "contenteditable", "colspan", "rowspan", "autocomplete", "scope", "aria-hidden", "aria-modal", "aria-expanded", "aria-selected", "aria-checked", "aria-pressed", "aria-disabled", "aria-readonly", "aria-required", "aria-haspopup", "aria-level", "aria-live", "aria-busy", "aria-current", "aria-invalid", "aria-multiselectable", "aria-orientation", "aria-sort", "data-state", "data-checked", "data-selected"];
const FROZEN_WORDS = ["aria-label", "title", "alt", "placeholder", "aria-description", "aria-valuetext", "aria-roledescription", "aria-placeholder", "label"];
const FROZEN_LINKS = ["id", "for", "aria-labelledby", "aria-labeledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "aria-details", "aria-errormessage", "list"];
// What a parser would put elsewhere where it does not stand in its own.
const FROZEN_INSIDE = { tr: /^(table|tbody|thead|tfoot)$/, td: /^tr$/, th: /^tr$/, tbody: /^table$/, thead: /^table$/, tfoot: /^table$/, caption: /^table$/, option: /^(select|optgroup|datalist)$/, optgroup: /^select$/, legend: /^fieldset$/, summary: /^details$/ };
const FROZEN_ALONE = { a: "a", button: "button, a", form: "form", label: "label", select: "button", h1: "h1,h2,h3,h4,h5,h6", h2: "h1,h2,h3,h4,h5,h6", h3: "h1,h2,h3,h4,h5,h6", h4: "h1,h2,h3,h4,h5,h6" };
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw=";

const escapedText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\u00a0/g, "&nbsp;");
const escapedValue = (text) => escapedText(text).replace(/"/g, "&quot;");

// The tag under which a parser leaves an element where it stands.
function frozenTag(element) {
  const tag = element.localName;
  if (!/^[a-z][a-z0-9-]*$/.test(tag) || tag === "p" || tag === "canvas" || tag === "video" || tag === "audio" || tag === "object" || tag === "embed") return "div";
  if (element.namespaceURI !== "http://www.w3.org/1999/xhtml") return tag === "svg" ? "svg" : "span";
  const parent = element.parentElement?.localName ?? "";
  if (FROZEN_INSIDE[tag] && !FROZEN_INSIDE[tag].test(parent)) return "div";
  if (FROZEN_ALONE[tag] && element.parentElement?.closest(FROZEN_ALONE[tag])) return "div";
  return tag;
}

function frozen(page, looks, element) {
  const tag = element.localName;
  const state = element.localName === "input" && hiddenState(element);
  if (UNSEEN.has(tag) || tag === "source" || tag === "track" || tag === "param" || (tag === "input" && element.type === "hidden" && !state)) return "";
  const doc = element.ownerDocument;
  // What has no box shows nothing; words that name something else are kept.
  const style = doc.defaultView?.getComputedStyle(element);
  if (style?.display === "none" && !state && tag !== "option" && tag !== "optgroup" && tag !== "datalist" && !element.closest("select, datalist") && !isReferred(element)) return "";
  const as = frozenTag(element);
  const attributes = frozenAttributes(page, element, as);
  const look = looks.of(element, page);
  if (look) attributes.push(`class="${look}"`);
  const open = `<${as}${attributes.map((one) => ` ${one}`).join("")}>`;
  if (FROZEN_EMPTY.has(as)) return open;
  return `${open}${frozenContent(page, looks, element)}</${as}>`;
}

function isReferred(element) {
  const root = element.getRootNode();
  for (let e = element; e && e !== root; e = e.parentElement) {
    const id = e.id && CSS.escape(e.id);
    if (id && root.querySelector(`[aria-labelledby~="${id}"], [aria-labeledby~="${id}"], [aria-describedby~="${id}"], [aria-owns~="${id}"]`)) return true;
  }
  return !!element.querySelector("input[type=hidden]") && [...element.querySelectorAll("input[type=hidden]")].some(hiddenState);
}

function frozenContent(page, looks, element) {
  const tag = element.localName;
  if (tag === "iframe" || tag === "frame") return "";
  if (tag === "textarea") return escapedText(page.told.words(fieldValue(element)));
  if (tag === "svg") {
    const title = element.querySelector("title")?.textContent;
    return title ? `<title>${escapedText(page.told.words(title))}</title>` : "";
  }
  let inner = "";
  if (element.shadowRoot) {
    const own = lookBook();
    const content = frozenNodes(page, own, element, element.shadowRoot.childNodes);
    inner += `<template shadowrootmode="open"><style>\n${own.sheet()}</style>${content}</template>`;
  }
  return inner + frozenNodes(page, looks, element, element.childNodes);
}

function frozenNodes(page, looks, element, nodes) {
  let html = "";
  let text = "";
  const technical = () => {
    const { view } = page;
    return inAnyDialog(view, element) && !closest(view, element, (e) => /^(combobox|listbox)$/.test(names.roleOf(e) || ""));
  };
  const flush = () => {
    if (text) html += escapedText(page.told.words(text, /_/.test(text) && technical()));
    text = "";
  };
  for (const node of nodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else if (node.nodeType === Node.ELEMENT_NODE) {
      flush();
      html += frozen(page, looks, node);
    }
  }
  flush();
  return html;
}

function frozenAttributes(page, element, as) {
  const list = [];
  const put = (name, value) => list.push(value === "" ? name : `${name}="${escapedValue(value)}"`);
  const has = (name) => element.hasAttribute(name);
  const tag = element.localName;
  for (const name of FROZEN_FLAGS) if (has(name)) put(name, "");
  for (const name of FROZEN_TOKENS) {
    const value = element.getAttribute(name)?.trim().toLowerCase();
    if (value !== undefined && /^(?:[a-z][a-z -]{0,39}|-?\d{1,3}|)$/.test(value)) put(name, value);
  }
  if (as !== tag && !has("role") && names.roleOf(element)) put("role", names.roleOf(element));
  if (as === "div" && tag === "p") list.splice(0, list.length, ...list.filter((one) => one !== 'role="paragraph"'));
  for (const name of FROZEN_WORDS) {
    const value = element.getAttribute(name);
    if (value) put(name, page.told.words(value, /_/.test(value) && inAnyDialog(page.view, element)));
  }
  for (const name of FROZEN_LINKS) {
    const value = element.getAttribute(name);
    if (value) put(name, value.trim().split(/\s+/).map(page.numbered).join(" "));
  }
  if (has("onclick") && !has("tabindex")) put("tabindex", "0");
  if (as === "a" && has("href")) put("href", "#");
  if (as === "img") put("src", PIXEL);
  if (tag === "input" && has("name")) put("name", page.numbered(`name ${element.name}`));
  if (tag === "input") {
    if (element.checked) put("checked", "");
    const words = /^(button|submit|reset)$/.test(element.type) || isEditable(element);
    if (hiddenState(element)) put("value", element.value.toLowerCase());
    else if (words && element.type !== "password" && element.value) put("value", page.told.words(element.value));
  }
  if (tag === "option" && element.selected) put("selected", "");
  if (tag === "iframe" || tag === "frame") {
    const inner = frameDocument(element);
    put("sandbox", "allow-same-origin");
    if (inner?.documentElement) put("srcdoc", frozenDocument(page, inner));
  }
  return list;
}
