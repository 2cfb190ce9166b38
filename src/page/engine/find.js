// From a locator to the elements that a person would take for it.
//
// A locator names a kind of control leniently, because no source tells how the console marks its controls up. Each kind
// is therefore sought in tiers: what says that it is such a control, what says that it is some control, what behaves like
// one, and at last the bare words. A lower tier is believed only when it has stood for a moment without a better one.

const CLICK_ROLES = new Set(["button", "link", "menuitem", "menuitemcheckbox", "menuitemradio", "tab", "treeitem", "option", "radio", "checkbox", "switch", "row", "gridcell", "combobox", "listitem"]);
const FIELD_ROLES = new Set(["textbox", "searchbox", "spinbutton"]);
const CHECK_ROLES = new Set(["checkbox", "switch", "radio", "menuitemcheckbox", "menuitemradio"]);
const OPTION_ROLES = new Set(["option", "menuitem", "menuitemradio", "menuitemcheckbox", "radio", "treeitem"]);
const DIALOG_ROLES = new Set(["dialog", "alertdialog"]);
const OWN_NAME_ROLES = new Set(["button", "link", "menuitem", "tab"]);

const isEditable = (element) => element.isContentEditable || element.localName === "textarea" || (element.localName === "input" && !/^(checkbox|radio|button|submit|reset|image|file|hidden|range|color)$/.test(element.type));

const nativeCheck = (element) => element.localName === "input" && (element.type === "checkbox" || element.type === "radio");

// A hidden field that keeps the state of a check that is only drawn; beside a real check it is that one's shadow.
const hiddenState = (element) => element.localName === "input" && element.type === "hidden" && /^(true|false|on|off)$/i.test(element.value) && !element.parentElement?.querySelector("input[type=checkbox], input[type=radio], [role], [aria-checked]");

// A state in a data attribute, where no control around or inside it has one.
const dataState = (element) => (element.hasAttribute("data-checked") || /^(un)?checked$/.test(element.getAttribute("data-state") || "")) && !element.parentElement?.closest("label, button, [role=checkbox], [role=radio], [role=switch], [aria-checked], [data-checked]") && !element.querySelector("input, button, [role], [aria-checked], [data-checked]") && !element.hasAttribute("role");

// On, off, or null where nothing tells.
function checkedOf(element) {
  if (nativeCheck(element)) return element.checked;
  for (const attribute of ["aria-checked", "aria-pressed", "aria-selected"]) {
    const value = element.getAttribute(attribute);
    if (value === "true") return true;
    if (value === "false" || value === "mixed") return false;
  }
  if (hiddenState(element)) return /^(true|on)$/i.test(element.value);
  const data = element.getAttribute("data-state") ?? element.getAttribute("data-checked") ?? element.getAttribute("data-selected");
  if (data !== null) {
    if (/^(checked|on|true|selected)$/i.test(data)) return true;
    if (/^(unchecked|off|false|unselected)$/i.test(data)) return false;
  }
  return null;
}

// An input that only carries the state of the check beside it into a form.
const shadowsCheck = (element) => element.ariaHidden === "true" && [element.previousElementSibling, element.nextElementSibling].some((e) => e && CHECK_ROLES.has(e.getAttribute("role")));

// Something with an on and an off: by its role, or by a state that only such things have.
function isCheck(element) {
  if (nativeCheck(element)) return !shadowsCheck(element);
  const role = names.roleOf(element);
  if (CHECK_ROLES.has(role)) return true;
  if ((role === "option" || role === "row" || role === "gridcell" || role === "listitem" || role === "treeitem") && element.hasAttribute("aria-selected")) return true;
  if (role === "option" && element.hasAttribute("aria-checked")) return true;
  return element.hasAttribute("aria-pressed") || element.hasAttribute("aria-checked") || hiddenState(element) || dataState(element);
}

function closest(view, element, test) {
  for (let e = element; e; e = view.parent.get(e)) if (test(e)) return e;
  return null;
}

const isControl = (element) => {
  const role = names.roleOf(element);
  return CLICK_ROLES.has(role) || FIELD_ROLES.has(role) || element.localName === "select";
};

function pointer(view, element) {
  let is = view.cursor.get(element);
  if (is === undefined) {
    is = element.ownerDocument.defaultView.getComputedStyle(element).cursor === "pointer";
    view.cursor.set(element, is);
  }
  return is;
}

const looksClickable = (view, element) => element.tabIndex >= 0 || element.hasAttribute("onclick") || pointer(view, element);

// Invisible to the eye though in the box tree: see-through, off the screen, or clipped to nothing.
const seen = (view, element) => view.seen.get(element) && !unreachable(element) && opacityOf(view, element) > 0.1;

// A check may be an invisible input under a drawing: it counts when what stands around it is seen. The less has to be looked
// at around it, the more it is the one that is meant: 0 is seen itself, null is not there for the eye.
function checkDepth(view, element) {
  if (seen(view, element)) return 0;
  const around = view.parent.get(element);
  if (hiddenState(element)) return seen(view, around) ? 1 : null;
  if (!nativeCheck(element)) return null;
  for (const label of element.labels ?? []) if (seen(view, label)) return 1;
  // It is put away together with the label around it.
  if (element.closest("label")) return null;
  if (around && seen(view, around)) return 2;
  const further = around && view.parent.get(around);
  return further && seen(view, further) && sizeOf(view, further) < 14 ? 3 : null;
}

const checkSeen = (view, element) => checkDepth(view, element) !== null;

// Folded texts of the page by element, and all of them run together, for quick answers to "is this said anywhere?".
function textIndex(view) {
  if (view.byText) return view.byText;
  view.byText = new Map();
  for (const element of view.elements) {
    const text = view.text.get(element);
    if (!text || text.length > 400 || !view.seen.get(element)) continue;
    const folded = fold(text);
    if (!folded) continue;
    for (const key of new Set([folded, bare(folded)])) {
      const list = view.byText.get(key);
      if (list) list.push(element);
      else view.byText.set(key, [element]);
    }
  }
  view.squashed = fold(view.runs.map((run) => run.text).join("")).replace(/\s+/g, "");
  return view.byText;
}

// Whether any of a button's words stand on the page at all, in what shows or in what may name something: a quick no, for the
// buttons that hardly ever show and are looked for at every look. Words that style sheets draw are not in it, so where they
// have been met it is never a no.
function mayBeNamed(view, locator) {
  const folds = locator.control === "button" && locator.name && wholeWords(locator.name);
  if (!folds || names.draws()) return true;
  textIndex(view);
  return [...folds].some((word) => view.squashed.includes(tight(word)) || squeezed(view).includes(tight(word)));
}

// What may name an element besides its words.
const NAMING = "[aria-label], [aria-labelledby], [title], [alt], [placeholder], input[type=button], input[type=submit], svg title";

function namingText(element) {
  if (element.localName === "title") return element.textContent;
  const labels = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map((id) => element.getRootNode().getElementById?.(id)?.textContent ?? "");
  return ["aria-label", "title", "alt", "placeholder", "value"].map((name) => element.getAttribute(name) || "").concat(labels).join("\n");
}

const tight = (folded) => folded.replace(/\s+/g, "");
const squeezed = (view) => (view.squeezed ??= tight(fold(view.roots.flatMap((root) => [...root.querySelectorAll(NAMING)].map(namingText)).join("\n"))));

// Of equal words those that are no value of a label: "Acme" and not the Acme of "Business: Acme", where both show.
function titles(view, matches) {
  if (matches.length < 2) return matches;
  const valued = (element) => {
    const first = view.runs.findIndex((run) => holds(view, element, run.element));
    return first > 0 && /:\s*$/.test(view.runs[first - 1].text);
  };
  const free = matches.filter((m) => !valued(m.element));
  return free.length ? free : matches;
}

// The lowest elements whose whole visible text matches. `at` is the place in reading order from which on things come after it.
// With `runs`, also a bare run of text beside other content of its element ("Business: <a>Acme</a>").
function textMatches(view, spec, language, within, runs = false) {
  const list = allTextMatches(view, spec, language, within, runs);
  // The words of a page are compared without what nobody sees; a name of the account's own is told from its twin by it.
  const own = (spec.words ?? []).filter((word) => word.own);
  if (own.length && (view.unseen || own.some((word) => unseenIn(word.text)))) {
    for (const match of list) if (!own.some((word) => word.id) && spec.match !== "contains") match.rank = own.some((word) => asAsked(rawOf(view, match), word)) ? 0 : 1;
  }
  return asWritten(spec, list);
}

// The words of a match with what nobody sees of them.
const rawOf = (view, match) => {
  const runs = view.runs.filter((run) => (match.run ? run === match.run : holds(view, match.element, run.element)));
  return runs.map((run) => run.raw).join("");
};

function allTextMatches(view, spec, language, within, runs) {
  const list = elementMatches(view, spec, language, within);
  if (!runs || (!spec.pattern && !spec.words.some((word) => view.squashed.includes((word.tight ??= fold(word.text).replace(/\s+/g, "")))))) return list;
  const own = spec.words?.some((word) => word.own);
  for (const run of view.runs) {
    if ((within && !holds(view, within, run.element)) || list.some((m) => holds(view, m.element, run.element))) continue;
    const r = rank(spec, run.text, language);
    if (r >= 0 && own && (isNotice(view, run.element) || continued(view, run.element, true))) continue;
    if (r >= 0 && !(list.length && continued(view, run.element))) list.push({ element: run.element, rank: r, at: run.order + 1, run });
  }
  return list.sort((a, b) => view.index.get(a.element) - view.index.get(b.element));
}

// Of names of the account's own only those that are written as asked for, where there are such.
const asWritten = (spec, list) => (spec.words?.every((word) => !word.lang) && list.some((m) => m.rank === 0) ? list.filter((m) => m.rank === 0) : list);

function elementMatches(view, spec, language, within) {
  const index = textIndex(view);
  let pool = [];
  if (spec.pattern) pool = view.elements;
  else if (spec.match === "whole" || !spec.match) {
    for (const word of spec.words) {
      pool = pool.concat(index.get((word.folded ??= fold(word.text))) ?? []);
      if (!word.lang && word.folded) for (const [text, list] of index) if (withMore(text, word.folded) || (word.id && idIn(text, word.folded))) pool = pool.concat(list);
    }
    if (pool.length > 1) pool = [...new Set(pool)].sort((a, b) => view.index.get(a) - view.index.get(b));
  } else {
    const said = spec.words.some((word) => view.squashed.includes((word.tight ??= fold(word.text).replace(/\s+/g, ""))));
    if (said) pool = view.elements;
  }
  const list = [];
  for (let i = pool.length - 1; i >= 0; i--) {
    const element = pool[i];
    if (!view.seen.get(element) || (within && !holds(view, within, element))) continue;
    const text = view.text.get(element);
    if (!text || text.length >= MAX_TEXT) continue;
    if (list.some((other) => holds(view, element, other.element))) continue;
    const r = saidIn(spec, text, language);
    if (r < 0) continue;
    list.push({ element, rank: r, at: view.end.get(element) });
  }
  list.reverse();
  if (spec.pattern || (spec.match && spec.match !== "whole")) return list;
  const own = spec.words.some((word) => word.own);
  // An ID that is marked in its line ("ID <b>123456</b>") is no part of a longer name.
  const isId = (element) => spec.words.some((word) => word.id && idIn(fold(view.text.get(view.parent.get(element)) || ""), word.folded));
  const kept = own ? list.filter((m) => !isNotice(view, m.element) && (!continued(view, m.element, true) || isId(m.element))) : list;
  if (kept.length < 2) return kept;
  // "Rocket" in "Rocket Old", of which a part is marked or wrapped, gives way to the one that stands alone.
  const alone = kept.filter((m) => !continued(view, m.element));
  return alone.length ? alone : kept;
}

// The rank of a text. Words that are sought within others stand in one line of it: what ends one block and begins the next says
// nothing together.
function saidIn(spec, text, language) {
  if (spec.match !== "contains" || !text.includes("\n")) return rank(spec, text, language);
  const ranks = text.split("\n").map((line) => (/\S/.test(line) ? rank(spec, line, language) : -1)).filter((r) => r >= 0);
  return ranks.length ? Math.min(...ranks) : -1;
}

// Whether words are said in passing: in a toast, a tooltip, a message for readers. What is said there is no row of a list; a
// list that tells readers of its changes has rows to click.
function isNotice(view, element) {
  if (closest(view, element, (e) => /^(status|alert|log|tooltip)$/.test(names.roleOf(e) || ""))) return true;
  const live = closest(view, element, (e) => /^(polite|assertive)$/.test(e.getAttribute("aria-live") || ""));
  if (!live || (view.text.get(live) || "").length > 160 || /\d{10,}/.test(view.text.get(live))) return false;
  return !view.elements.slice(view.index.get(live), view.end.get(live)).some((e) => CLICK_ROLES.has(names.roleOf(e)) || looksClickable(view, e));
}

// Whether a line of words goes on right before or after the element, no more than a space away; with `marked`, only where
// the element is a marked part of one text.
function continued(view, element, marked = false) {
  if (displayOf(element) !== "inline") return false;
  const [from, to] = [view.index.get(element), view.end.get(element)];
  const first = view.runs.findIndex((run) => run.order >= from);
  let last = first;
  while (last + 1 < view.runs.length && view.runs[last + 1].order < to && holds(view, element, view.runs[last + 1].element)) last++;
  const space = 0.5 * parseFloat(element.ownerDocument.defaultView.getComputedStyle(element).fontSize);
  const joins = (one, other) => {
    if (!one || !other || !/[\p{L}\p{N}]/u.test(other.text) || /:/.test(one.text + other.text)) return false;
    if (marked && !holds(view, other.element, element)) return false;
    const [a, b] = [textBox(one), textBox(other)];
    return Math.abs(a.top + a.height / 2 - b.top - b.height / 2) < 3 && gap(a, b) < space;
  };
  return joins(view.runs[last], view.runs[last + 1]) || joins(view.runs[first], view.runs[first - 1]);
}

// ----- scopes -----

function dialogs(view) {
  if (view.dialogs) return view.dialogs;
  const bystanders = memory().bystanders;
  for (const element of bystanders ?? []) if (!view.seen.get(element)) bystanders.delete(element);
  view.dialogs = view.elements.filter((element) => {
    const role = names.roleOf(element);
    const is = DIALOG_ROLES.has(role) || element.getAttribute("aria-modal") === "true" || (element.localName === "dialog" && element.open);
    return is && !bystanders?.has(element) && !stoodBefore(view, element) && view.seen.get(element) && opacityOf(view, element) > 0.1 && boxOf(element).width > 20 && boxOf(element).height > 20;
  });
  return view.dialogs;
}

// A dialog that lets the page beneath be used (a hint, a chat, whatever it says of itself) is none that the walk is in: it is
// passed over while it shows.
function passOver(view, q, locator, target) {
  if (locator?.in !== "page" && !q.regions[locator?.in]) return;
  for (const dialog of dialogs(view)) {
    if (holds(view, dialog, target) || dialog.matches(":modal")) continue;
    (memory().bystanders ??= new Set()).add(dialog);
  }
}

const DROP_PX = 24; // so near to its field a list drops from it

// The field whose list was opened last, while it shows.
function openedField(view) {
  const { reveal, opened } = memory();
  return [opened, reveal?.field].find((field) => field && view.index.has(field) && view.seen.get(field)) ?? null;
}

// Whether something is the list of the field that was opened last: it has come up right above or below it, or over it.
function dropsFrom(view, layer) {
  const field = openedField(view);
  if (!field || holds(view, layer, field)) return false;
  const [list, box] = [boxOf(layer), boxOf(field)];
  if (list.left >= box.left + box.width || box.left >= list.left + list.width) return false;
  return list.top < box.top + box.height + DROP_PX && box.top - DROP_PX < list.top + list.height;
}

// The outermost layer that an element is in.
function layerOf(view, element) {
  let layer = null;
  for (let e = element; e; e = view.parent.get(e)) {
    const style = e.ownerDocument.defaultView.getComputedStyle(e);
    if (style.position === "fixed" || (style.position === "absolute" && style.zIndex !== "auto")) layer = e;
  }
  return layer;
}

// A layer over the page that does not say that it is a dialog: fixed or absolute, and covering controls of the page.
function bareLayer(view) {
  if (view.layer !== undefined) return view.layer;
  view.layer = null;
  const spots = [[0.5, 0.5], [0.5, 0.3], [0.5, 0.7], [0.35, 0.5], [0.65, 0.5]];
  for (const [fx, fy] of spots) {
    const hit = hitAt(Math.floor(innerWidth * fx), Math.floor(innerHeight * fy));
    if (!hit || !view.index.has(hit)) continue;
    let layer = layerOf(view, hit);
    if (!layer) continue;
    if (dropsFrom(view, layer)) layer = layerOf(view, openedField(view)) ?? layer;
    const box = boxOf(layer);
    if (box.width * box.height < innerWidth * innerHeight * 0.06) continue;
    if (!/\S/.test(view.text.get(layer) || "")) continue;
    let covered = 0;
    for (const run of view.runs) {
      if (covered > 1) break;
      if (holds(view, layer, run.element)) continue;
      const place = textBox(run);
      if (!inView(place)) continue;
      const over = hitAt(Math.floor(place.left + place.width / 2), Math.floor(place.top + place.height / 2));
      if (over && holds(view, layer, over)) covered++;
    }
    if (covered > 1) {
      view.layer = layer;
      break;
    }
  }
  return view.layer;
}

const USABLE = 3; // a dialog under which so many controls can be clicked keeps nobody from the page

// A dialog that was there before anything was clicked in this document, over a page that can be used.
function stoodBefore(view, dialog) {
  if (memory().actAt !== undefined || !view.seen.get(dialog)) return false;
  let usable = 0;
  for (const element of view.elements) {
    if (!isControl(element) || holds(view, dialog, element) || holds(view, element, dialog) || !view.seen.get(element)) continue;
    const box = boxOf(element);
    if (!inView(box)) continue;
    const point = pointsOf(box)[0];
    const hit = point && hitAt(point.x, point.y);
    if (!hit || !holds(view, element, hit)) continue;
    if (++usable >= USABLE) break;
  }
  if (usable < USABLE) return false;
  (memory().bystanders ??= new Set()).add(dialog);
  return true;
}

function isHit(view, dialog) {
  const box = boxOf(dialog);
  const hit = hitAt(Math.floor(box.left + box.width / 2), Math.floor(box.top + Math.min(box.height / 2, innerHeight - box.top - 2)));
  return !!hit && holds(view, dialog, hit);
}

// Whether two dialogs stand beside each other, and neither lies over the other.
function apart(one, other) {
  const [a, b] = [boxOf(one), boxOf(other)];
  return a.left >= b.left + b.width || b.left >= a.left + a.width || a.top >= b.top + b.height || b.top >= a.top + a.height;
}

function topDialog(view) {
  if (view.top !== undefined) return view.top;
  const list = dialogs(view);
  let top = null;
  for (const dialog of list) {
    // A list that says that it is a dialog is none that the walk is in.
    if (list.length > 1 && dropsFrom(view, dialog)) continue;
    // One that opens beside the dialog that the walk is in, and covers nothing of it, does not take its place.
    if (!top || holds(view, top, dialog) || (isHit(view, dialog) && !(top === memory().worked && isHit(view, top) && apart(top, dialog)))) top = dialog;
  }
  view.top = top ?? bareLayer(view);
  return view.top;
}

function inAnyDialog(view, element) {
  if (dialogs(view).some((dialog) => holds(view, dialog, element))) return true;
  const layer = dialogs(view).length ? null : bareLayer(view);
  return !!layer && holds(view, layer, element);
}

// Whether words are those of a row in a list, and not of what is open beside it: a control among others, in a group that
// holds nothing of what the region is to hold besides.
function rowBeside(view, element, lists) {
  const control = (e) => CLICK_ROLES.has(names.roleOf(e)) || looksClickable(view, e);
  const whole = (group) => lists.slice(1).every((list) => list.some((e) => holds(view, group, e)));
  let row = element;
  while (row && !control(row)) row = view.parent.get(row);
  if (!row || whole(row)) return false;
  for (let group = view.parent.get(row); group && !whole(group); group = view.parent.get(group)) {
    if (control(group)) row = group;
    else if (view.elements.slice(view.index.get(group), view.end.get(group)).some((e) => view.seen.get(e) && !holds(view, row, e) && control(e))) return true;
  }
  return false;
}

// A region: the smallest element that holds a match of each of its locators.
function regionOf(view, question, name) {
  view.regions ??= {};
  if (name in view.regions) return view.regions[name];
  view.regions[name] = null;
  const region = question.regions[name];
  if (!region) return null;
  const matching = (locator) => {
    const found = textMatches(view, locator.name, question.language, null, true).map((m) => m.element);
    const named = view.elements.filter((e) => view.seen.get(e) && isControl(e) && rank(locator.name, names.nameOf(e), question.language) >= 0);
    return [...found, ...named].filter((e) => !inAnyDialog(view, e));
  };
  const lists = region.holds.map(matching);
  if (lists.some((list) => !list.length)) return null;
  const lacking = (region.lacks ?? []).flatMap(matching);
  // Where what the region lacks shows beside it, so does the list that the region's name is chosen from: then the name
  // stands there too, or the only one is that of a row beside something else.
  const chosenFrom = lacking.length && region.holds[0].control === "text" ? textMatches(view, { ...region.holds[0].name, match: "starts" }, question.language, null, true).map((m) => m.element).filter((e) => !inAnyDialog(view, e)) : null;
  let best = null;
  for (const first of lists[0]) {
    if (region.holds[0].control === "text" && rowBeside(view, first, lists)) continue;
    let group = first;
    while (group && !lists.every((list) => list.some((e) => holds(view, group, e)))) group = view.parent.get(group);
    if (!group || lacking.some((e) => holds(view, group, e))) continue;
    const inRow = () => closest(view, group, (e) => /^(row|listitem|treeitem)$/.test(names.roleOf(e) || ""));
    if (chosenFrom?.every((e) => holds(view, group, e)) && !inRow()) continue;
    if (!best || sizeOf(view, group) < sizeOf(view, best)) best = group;
  }
  view.regions[name] = best;
  return best;
}

// Where to look: { root } (null: everywhere), or { none } when the scope itself is not there.
function scopeOf(view, question, locator) {
  if (!locator.in) return { root: null };
  if (locator.in === "page") return { root: null, outside: true };
  if (locator.in === "dialog") {
    const top = topDialog(view);
    return top ? { root: top } : { none: "no dialog is open" };
  }
  if (locator.in === "popup") {
    const popup = popupOf(view);
    return popup ? { root: popup } : { none: "no list is open" };
  }
  const region = regionOf(view, question, locator.in);
  return region ? { root: region } : { none: `${question.regions[locator.in]?.title ?? locator.in} is not there` };
}

// ----- the rail of an assistant -----

const RAIL_TEXT = 240; // a group with more words than this is no rail

// The groups that name the pages of an assistant ("Select app", "Set expiry", "Done"), which label nothing and commit nothing: the
// smallest that hold three of these words, and no control but those.
function rails(view, question) {
  if (view.rails) return view.rails;
  view.rails = [];
  const matches = (question.rail ?? []).map((spec) => elementMatches(view, spec, question.language, null).map((m) => m.element).filter((e) => view.seen.get(e)));
  if (matches.filter((list) => list.length).length < 3) return view.rails;
  const words = matches.flat();
  for (const element of words) {
    for (let group = view.parent.get(element), step = 0; group && step < 7; group = view.parent.get(group), step++) {
      if (matches.filter((list) => list.some((e) => holds(view, group, e))).length < 3) continue;
      const within = view.elements.slice(view.index.get(group) + 1, view.end.get(group)).filter((e) => view.seen.get(e));
      const foreign = within.some((e) => isEditable(e) || isCheck(e) || isPicker(e) || (OWN_NAME_ROLES.has(names.roleOf(e)) && !words.some((word) => holds(view, e, word) || holds(view, word, e))));
      if (!foreign && (view.text.get(group) || "").length < RAIL_TEXT) view.rails.push(group);
      break;
    }
  }
  return view.rails;
}

const inRail = (view, question, element) => rails(view, question).some((rail) => holds(view, rail, element));

// ----- candidates, tier by tier -----

function tiersOf(view, question, locator, scope) {
  const language = question.language;
  const spec = locator.name;
  const inside = (element) => {
    if (scope.root && !holds(view, scope.root, element)) return false;
    if (inRail(view, question, element)) return false;
    return !(scope.outside && inAnyDialog(view, element));
  };
  const every = scope.root ? view.elements.slice(view.index.get(scope.root), view.end.get(scope.root)) : view.elements;
  const named = (element) => rank(spec, names.nameOf(element), language);
  const byRole = (test, visible = seen, rankOf = named) => {
    const list = [];
    for (const element of every) {
      if (!test(element) || !inside(element)) continue;
      const r = rankOf(element);
      if (r < 0 || !visible(view, element)) continue;
      list.push({ element, rank: r });
    }
    return list;
  };
  // A label goes on with its description; a name of the account's own that goes on is another one.
  const begins = (element) => (spec?.words?.every((word) => !word.own) ? rank({ ...spec, match: "starts" }, names.nameOf(element), language) : -1);
  const said = (element) => (spec ? rank(spec, view.text.get(element) || "", language) : -1);
  const texts = (runs = false) => (spec ? textMatches(view, spec, language, scope.root, runs).filter((m) => inside(m.element) && seen(view, m.element)) : []);
  const role = (element) => names.roleOf(element);

  // A native check is often hidden under its drawing.
  if (locator.role) return [() => byRole((e) => role(e) === locator.role, CHECK_ROLES.has(locator.role) ? checkSeen : seen)];

  switch (locator.control) {
    case "button":
      // By nothing but its being folded: whatever it is marked up as.
      if (!spec && locator.state?.expanded !== undefined) return [() => byRole((e) => e.localName === "summary" || e.hasAttribute("aria-expanded"))];
      return [
        () => byRole((e) => role(e) === "button" && e.localName !== "select"),
        () => byRole((e) => CLICK_ROLES.has(role(e)) && role(e) !== "button" && role(e) !== "row" && role(e) !== "listitem"),
        () => clickableTexts(view, texts(), (e) => looksClickable(view, e)),
        () => clickableTexts(view, texts(), (e) => role(e) !== "heading" && !e.closest?.("h1,h2,h3,h4,h5,h6,legend,label,th")),
      ];
    case "menu":
      return [
        () => byRole((e) => role(e) === "button" && /^(true|menu)$/.test(e.getAttribute("aria-haspopup") || "")),
        () => byRole((e) => role(e) === "button" && (e.hasAttribute("aria-haspopup") || (e.hasAttribute("aria-expanded") && !names.nameOf(e)))),
        // Without a name to go by, it has none itself, or dots.
        () => byRole((e) => (role(e) === "button" || (looksClickable(view, e) && CLICK_ROLES.has(role(e)))) && (spec || !/[\p{L}\p{N}]/u.test(names.nameOf(e) || ""))),
        () => byRole((e) => looksClickable(view, e) && !e.querySelector("*:not(svg):not(svg *):not(i):not(span)") && boxOf(e).width < 64 && Math.max(rank(spec, view.text.get(e) || "", language), rank(spec, names.nameOf(e) || "", language)) >= 0 && !closest(view, view.parent.get(e), (p) => OWN_NAME_ROLES.has(role(p)))),
      ];
    case "field":
      return [
        () => byRole((e) => isEditable(e) && role(e) !== "button"),
        () => (spec ? beside(view, texts(true), (e) => isEditable(e) && seen(view, e) && inside(e)) : []),
        () => (spec ? byPlaceholder(view, every, spec, language).filter((m) => inside(m.element)) : []),
      ];
    case "check":
      return [
        () => byRole(isCheck, checkSeen),
        () => (spec ? beside(view, texts(true), (e) => isCheck(e) && inside(e) && checkSeen(view, e)) : []),
        () => byRole(isCheck, checkSeen, begins),
        () => byRole((e) => checkedOf(e) !== null, seen, said),
        () => rows(view, texts(true)),
      ];
    case "picker": {
      const is = (e) => isPicker(e) && seen(view, e);
      // Words that can be clicked themselves (the step of an assistant) label nothing.
      const alone = (m) => m.element.closest?.("label") || (!looksClickable(view, m.element) && !CLICK_ROLES.has(role(m.element)) && !CLICK_ROLES.has(role(view.parent.get(m.element))));
      const labels = () => texts(true).filter(alone);
      return [
        () => byRole(is),
        // Without a name it is known by the words in it ("Selected apps Acme").
        () => [...byRole(is, seen, begins), ...byRole(is, seen, (e) => (names.nameOf(e) || e.localName === "select" ? -1 : said(e)))],
        () => (spec ? following(view, texts(true), every, (e) => is(e) && inside(e)) : []),
        () => (spec ? following(view, labels(), every, (e) => inside(e) && seen(view, e) && ((role(e) === "button" && !/^(close|x|×)?$/i.test(fold(names.nameOf(e)))) || (e.localName === "input" && e.readOnly)), true) : []),
        () => (spec ? following(view, labels(), every, (e) => inside(e) && seen(view, e) && looksClickable(view, e) && !/^(dialog|link)$/.test(role(e) || "") && /\S/.test(view.text.get(e) || ""), true) : []),
        () => (spec ? following(view, labels(), every, (e) => inside(e) && seen(view, e) && !isControl(e) && role(e) !== "heading" && !/^(h\d|legend|label)$/.test(e.localName) && view.runs.some((run) => run.element === e && /\S/.test(run.text)), true) : []),
      ];
    }
    case "option": {
      // Nothing behind the dialog that the picker is in is an option of it.
      const within = memory().openedDialog;
      const offered = (e) => isFresh(e) || !within || !view.index.has(within) || holds(view, within, e);
      return [
        () => byRole((e) => OPTION_ROLES.has(role(e)) && e.localName !== "input" && !e.closest("select") && offered(e)),
        () => clickableTexts(view, texts(), (e) => closest(view, e, (p) => OPTION_ROLES.has(role(p))) && offered(e), true),
        () => byRole((e) => CLICK_ROLES.has(role(e)) && isFresh(e)),
        () => texts().filter((m) => isFresh(m.element)),
      ];
    }
    case "text":
      return [() => texts(), () => texts(true)];
    default:
      return [() => byRole((e) => isControl(e)), () => texts(), () => texts(true)];
  }
}

// What was not there when the picker was opened: its list, wherever the page has put it.
const isFresh = (element) => {
  const before = memory().before;
  return !before || !before.has(element);
};

const isPicker = (element) => {
  const role = names.roleOf(element);
  if (element.localName === "select" || role === "combobox" || role === "radiogroup") return true;
  if (role === "listbox") return true;
  const popup = element.getAttribute("aria-haspopup");
  return role === "button" && popup !== null && popup !== "false" && !/^(\.\.\.|…|⋯|⋮)?$/.test((element.textContent || "").trim());
};

// A text that can be clicked: not a part of some other control's words.
function clickableTexts(view, matches, test, loose = false) {
  const list = [];
  for (const match of matches) {
    const control = closest(view, match.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)));
    if (control && !loose && fold(view.text.get(control)) !== fold(view.text.get(match.element)) && control !== match.element) continue;
    if (isEditable(match.element) || match.element.closest("select")) continue;
    if (!test(match.element)) continue;
    list.push(match);
  }
  return list;
}

// What a picker shows is its value and nothing to tick, also in one that only its use told to be a picker.
const showsValue = (element) => names.roleOf(element) === "combobox" || (names.roleOf(element) === "button" && isPicker(element)) || !!memory().chosen?.has(element);

// Rows without any state: the words themselves, or the control around them.
function rows(view, matches) {
  return matches.filter((m) => {
    if (closest(view, m.element, showsValue)) return false;
    const control = closest(view, m.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)));
    return !control || fold(view.text.get(control)).startsWith(fold(view.text.get(m.element)));
  });
}

// Controls that a text names only by standing beside them.
function beside(view, matches, test) {
  const list = [];
  for (const match of matches) {
    const line = boxOf(match.element);
    for (let group = match.element, step = 0; group && step < 7; group = view.parent.get(group), step++) {
      const inside = view.elements.slice(view.index.get(group), view.end.get(group)).filter(test);
      if (!inside.length) continue;
      let chosen = inside;
      if (inside.length > 1) {
        const middle = line.top + line.height / 2;
        const scroller = scrollerOf(view, match.element);
        const level = inside
          .filter((element) => scrollerOf(view, element) === scroller)
          .map((element) => ({ element, box: boxOf(element.labels?.[0] && !boxOf(element).width ? element.labels[0] : element) }))
          .filter(({ box }) => box.top - 4 <= middle && middle <= box.top + box.height + 4)
          .sort((a, b) => gap(a.box, line) - gap(b.box, line));
        if (level.length) chosen = [level[0].element];
        else if (inside.some(isCheck)) chosen = []; // a check's words stand on its line, never above it
        else {
          const later = inside.filter((e) => view.index.get(e) > view.index.get(match.element));
          const below = later.filter((e) => boxOf(e).top >= line.top && boxOf(e).top - (line.top + line.height) < 60);
          chosen = below.length ? [below[0]] : [];
        }
      } else {
        // Alone in the group, but another text stands nearer to it than ours: it is that one's.
        const rival = nearerText(view, group, chosen[0], match.element);
        if (rival) chosen = [];
      }
      for (const element of chosen) if (!list.some((m) => m.element === element)) list.push({ element, rank: match.rank });
      break;
    }
  }
  return list;
}

// What scrolls an element. Lines in two lists that scroll by themselves are level only by chance.
function scrollerOf(view, element) {
  for (let e = view.parent.get(element); e; e = view.parent.get(e)) {
    if (e.scrollHeight <= e.clientHeight + 1) continue;
    if (/auto|scroll|hidden/.test(e.ownerDocument.defaultView.getComputedStyle(e).overflowY)) return e;
  }
  return null;
}

const gap = (a, b) => Math.max(a.left - (b.left + b.width), b.left - (a.left + a.width), 0);

function nearerText(view, group, control, ours) {
  const box = boxOf(control);
  if (!box.width) return false;
  const middle = box.top + box.height / 2;
  const mine = boxOf(ours);
  if (mine.top - 6 <= middle && middle <= mine.top + mine.height + 6) return false;
  // The title of the group, whose description may stand level with the control.
  const title = view.runs.find((run) => holds(view, group, run.element));
  if (title && holds(view, ours, title.element)) return false;
  return view.runs.some((run) => {
    if (!holds(view, group, run.element) || holds(view, ours, run.element) || holds(view, control, run.element)) return false;
    const place = textBox(run);
    return place.top <= middle && middle <= place.top + place.height && isCheck(control);
  });
}

// The first such control after the text, in reading order; with `close`, only right beside or below it.
function following(view, matches, every, test, close = false) {
  const list = [];
  for (const match of matches) {
    // A label that is written right into the box of its control ends only after it.
    const own = !close && match.at === view.end.get(match.element);
    const end = own ? view.index.get(match.element) + 1 : (match.at ?? view.end.get(match.element));
    let found = null;
    for (const element of every) {
      const at = view.index.get(element);
      if (at < end) continue;
      if (test(element)) {
        found = element;
        break;
      }
      // A field of its own between the label and the control: the label is that field's.
      if (isEditable(element) && seen(view, element) && !element.readOnly) break;
    }
    if (!found) continue;
    const [box, line] = [boxOf(found), boxOf(match.element)];
    const far = Math.abs(box.top - line.top);
    if (close) {
      const level = box.top < line.top + line.height && line.top < box.top + box.height;
      const below = box.top >= line.top && box.top - (line.top + line.height) < 90 && box.left < line.left + line.width && line.left < box.left + box.width;
      if (!level && !below) continue;
    }
    // Words in a column of their own are no label of what stands further down in another.
    const level = box.top < line.top + line.height && line.top < box.top + box.height;
    if (!level && (box.left >= line.left + line.width || line.left >= box.left + box.width)) continue;
    if (far < 160 && !list.some((m) => m.element === found)) list.push({ element: found, rank: match.rank });
  }
  return list;
}

function byPlaceholder(view, every, spec, language) {
  return every
    .filter((e) => isEditable(e) && seen(view, e))
    .map((element) => ({ element, rank: rank(spec, element.getAttribute("placeholder") || "", language) }))
    .filter((m) => m.rank >= 0);
}

// ----- from candidates to the one -----

function stateFits(element, state) {
  if (!state) return true;
  if (state.checked !== undefined && checkedOf(element) !== state.checked) return false;
  if (state.selected !== undefined) {
    const is = checkedOf(element) ?? /^(page|true|location|step)$/.test(element.getAttribute("aria-current") || "");
    if (is !== state.selected) return false;
  }
  const unfolded = element.localName === "summary" ? String(!!element.parentElement?.open) : element.getAttribute("aria-expanded");
  if (state.expanded !== undefined && String(state.expanded) !== unfolded) return false;
  if (state.disabled !== undefined && !!names.stateOf(element).disabled !== state.disabled) return false;
  return true;
}

// The texts of which a group may hold but one; where their wording is unknown, the long numbers that they stand before.
function singles(view, question, locator) {
  if (!locator.single) return [];
  const list = textMatches(view, locator.single, question.language, null, true);
  const found = list.length ? list : textMatches(view, { pattern: "(?:^|\\D)\\d{12,20}$" }, question.language, null, true);
  return found.map((m) => m.element);
}

function nearest(view, question, locator, matches) {
  const anchors = titles(view, textMatches(view, locator.near, question.language, null, true)).map((m) => m.element);
  if (!anchors.length) return [];
  const single = singles(view, question, locator);
  let best = Infinity;
  const sized = [];
  for (const match of matches) {
    for (const anchor of anchors) {
      if (anchor === match.element) continue;
      const group = commonAncestor(view, match.element, anchor);
      if (!group) continue;
      if (locator.single && single.filter((e) => holds(view, group, e)).length > 1) continue;
      const size = sizeOf(view, group);
      sized.push({ match, size, anchor });
      best = Math.min(best, size);
    }
  }
  const kept = [...new Set(sized.filter((s) => s.size === best).map((s) => s.match))];
  if (!locator.single) return kept;
  // One group an anchor: groups of other sizes are right too when each holds its own single text.
  return [...new Set(sized.map((s) => s.match))];
}

// The first match after an anchor, where as little as possible stands between.
function afterText(view, question, locator, matches, scope) {
  const anchors = textMatches(view, locator.after, question.language, scope.root, true);
  for (const element of view.elements) {
    if (!isControl(element) || (scope.root && !holds(view, scope.root, element)) || !seen(view, element)) continue;
    if (rank(locator.after, names.nameOf(element), question.language) >= 0) anchors.push({ element, at: view.end.get(element) });
  }
  let best = Infinity;
  let found = [];
  for (const anchor of anchors) {
    if (scope.outside && inAnyDialog(view, anchor.element)) continue;
    const next = matches.find((m) => view.index.get(m.element) >= anchor.at);
    if (!next) continue;
    const to = view.index.get(next.element);
    const between = view.runs.filter((run) => run.order >= anchor.at && run.order < to && !holds(view, anchor.element, run.element)).length;
    if (between < best) {
      best = between;
      found = [];
    }
    if (between === best && !found.includes(next)) found.push(next);
  }
  // In a card the value of a label follows it at once.
  return locator.single && best > 0 ? [] : found;
}

// Whether an element stands in a group of other things: the nearest heading before it that is known names these ("Facebook
// Pages"), and not what is sought ("Apps"). What is clicked is no heading.
function isUnder(view, question, locator, element) {
  const at = view.index.get(element);
  const from = locator.after ? Math.max(0, ...textMatches(view, locator.after, question.language, null, true).map((m) => m.at).filter((end) => end <= at)) : 0;
  const last = (spec) => {
    const headings = spec ? elementMatches(view, spec, question.language, null).map((m) => m.element) : [];
    const before = headings.filter((e) => view.index.get(e) >= from && view.index.get(e) < at && !holds(view, e, element) && seen(view, e) && !closest(view, e, (p) => CLICK_ROLES.has(names.roleOf(p)) && names.roleOf(p) !== "listitem" && names.roleOf(p) !== "row"));
    return Math.max(-1, ...before.map((e) => view.index.get(e)));
  };
  return last(locator.notUnder) > last(locator.under);
}

// All matches of one locator, tier by tier: { tier, matches } of the first tier that has any; matches are in reading order.
function matchesOf(view, question, locator) {
  const scope = scopeOf(view, question, locator);
  if (scope.none) return { tier: -1, matches: [], why: scope.none };
  const tiers = tiersOf(view, question, locator, scope);
  for (let tier = 0; tier < tiers.length; tier++) {
    let matches = tiers[tier]();
    matches = matches.filter((m) => stateFits(m.element, locator.state));
    if (locator.said) matches = matches.filter((m) => !isData(view, m, locator, question.language));
    // A control and its own wrapper are one: keep the inner one.
    matches = matches.filter((m) => !matches.some((o) => o !== m && o.element !== m.element && holds(view, m.element, o.element) && (names.roleOf(o.element) === names.roleOf(m.element) || (locator.control === "check" && isCheck(o.element)))));
    if (locator.control === "check" && matches.length > 1) {
      const depths = matches.map((m) => checkDepth(view, m.element) ?? 0);
      matches = matches.filter((_, i) => depths[i] === Math.min(...depths));
    }
    const familiar = matches.filter((m) => m.rank === 0);
    if (familiar.length) matches = familiar;
    matches = notOfOthers(view, locator.name, matches);
    if (matches.length && locator.near) matches = nearest(view, question, locator, matches);
    // First what stands among other things, or it would stand before what is meant.
    if (matches.length && locator.notUnder) matches = matches.filter((m) => !isUnder(view, question, locator, m.element));
    if (matches.length && locator.after) matches = afterText(view, question, locator, matches, scope);
    if (matches.length) return { tier, matches };
  }
  if (locator.after && locator.control === "button") {
    let matches = withLabelInside(view, question, locator, scope);
    if (matches.length && locator.near) matches = nearest(view, question, locator, matches);
    if (matches.length) return { tier: tiers.length, matches };
  }
  return { tier: -1, matches: [] };
}

const NAME_LETTERS = 90; // a longer line is a sentence and no name
const ROW_LETTERS = 240; // a group with more words is no row of a list
const DATA_ROLES = /^(option|menuitemradio|menuitemcheckbox|treeitem|row|gridcell|checkbox|radio|switch|combobox)$/;

// Rows of one list are as high and as wide as each other, and stand under or beside each other.
function sameMake(one, other) {
  const [a, b] = [boxOf(one), boxOf(other)];
  const near = (x, y) => Math.abs(x - y) < 5;
  return near(a.height, b.height) && near(a.width, b.width) && (near(a.left, b.left) || near(a.top, b.top));
}

// Whether words are data of the account: a name that is known, or one that stands in a list of such. They are nothing that the
// console says.
function isData(view, match, { name: spec, said: own }, language) {
  const text = match.run?.text ?? view.text.get(match.element) ?? "";
  // Names that hold the words are taken out: what is left still has them, or has not.
  const holding = own.filter((name) => rank(spec, name, language) >= 0).map(fold);
  if (holding.length) {
    const left = text.split("\n").map((line) => holding.reduce((rest, name) => rest.split(name).join("\ufffc"), fold(line)));
    if (left.every((line) => rank(spec, line, language) < 0)) return true;
  }
  if (text.trim().length > NAME_LETTERS) return false;
  // The value of a label ("Business: ...").
  const first = view.runs.findIndex((run) => (match.run ? run === match.run : holds(view, match.element, run.element)));
  if (first > 0 && /:\s*$/.test(view.runs[first - 1].text) && !inAnyDialog(view, match.element)) return true;
  const runs = (element) => view.runs.filter((run) => holds(view, element, run.element)).length;
  let clicked = false;
  for (let row = match.element, step = 0; row && step < 7; row = view.parent.get(row), step++) {
    const role = names.roleOf(row) || "";
    if (DATA_ROLES.test(role) || isPicker(row)) return true;
    const words = view.text.get(row) || "";
    if (DIALOG_ROLES.has(role) || words.length > ROW_LETTERS || layerOf(view, row) === row) return false;
    const inside = view.elements.slice(view.index.get(row), view.end.get(row));
    if (words.length < NAME_LETTERS && inside.filter(isCheck).length === 1) return true;
    clicked ||= CLICK_ROLES.has(role) || looksClickable(view, row);
    const many = runs(row);
    const group = view.parent.get(row);
    if (many < 2 || many > 12 || !group) continue;
    // Others like it stand beside it: cards with their IDs, rows that are clicked, or several of the same make.
    const like = [...childrenOf(group)].filter((e) => e !== row && e.localName === row.localName && view.seen.get(e) && (names.roleOf(e) || "") === role && /\S/.test(view.text.get(e) || "") && Math.abs(runs(e) - many) <= 2 && sameMake(row, e));
    if (!like.length) continue;
    if (/\d{6,}/.test(words) || (names.roleOf(match.element) !== "heading" && (clicked || like.length > 1))) return true;
  }
  return false;
}

// Where the ID of what is meant is known, and its row shows an ID: those with this one, and none with another.
function notOfOthers(view, spec, matches) {
  const word = spec?.words?.find((one) => one.known);
  if (!word || !matches.length) return matches;
  const name = (word.folded ??= fold(word.text));
  const verdicts = matches.map(({ element }) => {
    for (let row = element; row; row = view.parent.get(row)) {
      if (matches.some((other) => other.element !== element && holds(view, row, other.element) && !holds(view, element, other.element))) return 0;
      const text = fold(view.text.get(row) || "");
      if (text === "" || text === name) continue;
      const ids = text.match(/(?<!\d)\d{10,20}(?!\d)/g) ?? [];
      if (ids.includes(word.known)) return 1;
      return ids.some((id) => id.length === word.known.length && !name.includes(id)) ? -1 : 0;
    }
    return 0;
  });
  const sure = matches.filter((_, at) => verdicts[at] > 0);
  return sure.length ? sure : matches.filter((_, at) => verdicts[at] === 0);
}

// Controls whose own words begin with the label ("Business: Acme").
function withLabelInside(view, question, locator, scope) {
  return view.elements.flatMap((element) => {
    if (!CLICK_ROLES.has(names.roleOf(element)) || (scope.root && !holds(view, scope.root, element)) || (scope.outside && inAnyDialog(view, element))) return [];
    const value = behindLabel(locator.after, names.nameOf(element), question.language);
    const fits = value === null ? -1 : rank(locator.name, value, question.language);
    return fits >= 0 && seen(view, element) ? [{ element, rank: fits }] : [];
  });
}
