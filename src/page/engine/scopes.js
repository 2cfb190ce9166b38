// Where to look: the dialog that is open, the layer that says nothing of itself, a region of the page.

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
    const found = inAnyCase(view, () => textMatches(view, locator.name, question.language, null, true)).map((m) => m.element);
    const named = view.elements.filter((e) => view.seen.get(e) && isControl(e) && rank(locator.name, names.nameOf(e), question.language) >= 0);
    return [...found, ...named].filter((e) => !inAnyDialog(view, e));
  };
  const lists = region.holds.map(matching);
  if (lists.some((list) => !list.length)) return null;
  const lacking = (region.lacks ?? []).flatMap(matching);
  // Where what the region lacks shows beside it, so does the list that the region's name is chosen from: then the name
  // stands there too, or the only one is that of a row beside something else.
  const chosenFrom = lacking.length && region.holds[0].control === "text" ? [{ ...region.holds[0].name, match: "starts" }, region.holds[0].name].flatMap((spec) => allTextMatches(view, spec, question.language, null, true)).map((m) => m.element).filter((e) => !inAnyDialog(view, e)) : null;
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
    // What was read once is closed there, whatever has come up over it.
    const { shown } = memory();
    const top = shown && view.seen.get(shown) ? shown : topDialog(view);
    return top ? { root: top } : { none: "no dialog is open" };
  }
  if (locator.in === "popup") {
    const popup = popupOf(view);
    return popup ? { root: popup } : { none: "no list is open" };
  }
  const region = regionOf(view, question, locator.in);
  return region ? { root: region } : { none: `${question.regions[locator.in]?.title ?? locator.in} is not there` };
}
