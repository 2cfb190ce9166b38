// Getting ready for real input: scrolled, stable, enabled, hit at a point of its own, and a watch that lets the click
// through only where it was meant to go.

const KEY = Symbol.for("tokenwright");

// What must outlive one question: it hangs on the window, so that a new document begins with a clean slate.
function memory() {
  if (!window[KEY]) Object.defineProperty(window, KEY, { value: { touched: new WeakMap(), questions: {} }, configurable: true });
  return window[KEY];
}

function inView(box) {
  return box.width > 0 && box.height > 0 && box.left + box.width > 0 && box.top + box.height > 0 && box.left < innerWidth && box.top < innerHeight;
}

// Points at which a person might click: the middle first, then towards the corners (a toast may lie over a part).
function pointsOf(box) {
  const clip = {
    left: Math.max(box.left, 0),
    top: Math.max(box.top, 0),
    right: Math.min(box.left + box.width, innerWidth),
    bottom: Math.min(box.top + box.height, innerHeight),
  };
  const w = clip.right - clip.left;
  const h = clip.bottom - clip.top;
  if (w < 1 || h < 1) return [];
  const at = (fx, fy) => ({ x: Math.floor(clip.left + w * fx), y: Math.floor(clip.top + h * fy) });
  return [at(0.5, 0.5), at(0.15, 0.5), at(0.85, 0.5), at(0.5, 0.2), at(0.5, 0.8)];
}

// Whether the hit element belongs to the wanted one: itself, something inside it, or its label.
function belongs(view, wanted, hit) {
  if (!hit) return false;
  for (const element of wanted) {
    if (element === hit || holds(view, element, hit)) return true;
  }
  return false;
}

// The elements whose click does what a click on the target does, the one to be clicked first.
function clickables(view, target) {
  const list = [target];
  if (target.labels) for (const label of target.labels) list.push(label);
  return list;
}

function describe(element) {
  if (!element || !element.localName) return "nothing";
  const role = names.roleOf(element) || element.localName;
  const name = names.nameOf(element) || fold(element.textContent || "").slice(0, 60);
  return name ? `${role} "${clip(name, 60)}"` : role;
}

const clip = (text, most) => {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length > most ? flat.slice(0, most - 1) + "…" : flat;
};

// A point at which the target is really hit, or the reason why there is none.
function hitPoint(view, target) {
  let covered = null;
  for (const element of clickables(view, target)) {
    const box = boxOf(element);
    if (!inView(box)) continue;
    for (const point of pointsOf(box)) {
      const hit = hitAt(point.x, point.y);
      if (belongs(view, clickables(view, target), hit)) return { point, element };
      covered ??= hit;
    }
  }
  return { covered };
}

// The middles of what is drawn beside an input that has no size of its own: small and without words.
function drawings(view, group, target) {
  const inside = view.elements.slice(view.index.get(group) + 1, view.end.get(group));
  const boxes = inside.filter((e) => e !== target && view.seen.get(e) && !/\S/.test(view.text.get(e) || "")).map(boxOf);
  return boxes.filter((b) => b.width > 7 && b.height > 7 && b.width < 90 && b.height < 60 && inView(b)).map((b) => pointsOf(b)[0]);
}

// A drawn check whose input is not hit: what stands around the input, up to the row that holds this check only.
function drawnPoint(view, target, isCheck) {
  let group = view.parent.get(target);
  for (let step = 0; group && step < 5; step++, group = view.parent.get(group)) {
    const others = view.elements.slice(view.index.get(group), view.end.get(group)).filter((e) => e !== target && isCheck(e));
    if (others.length) return null;
    const box = boxOf(group);
    if (box.width < 4 || box.height < 4 || !inView(box)) continue;
    const own = target.getBoundingClientRect();
    const offset = frameOffset(target.ownerDocument.defaultView);
    const centre = { x: Math.floor(own.left + offset.x + own.width / 2), y: Math.floor(own.top + offset.y + own.height / 2) };
    const tries = own.width > 5 && own.height > 5 && inView(boxOf(target)) ? [centre, ...pointsOf(box)] : [...drawings(view, group, target), ...pointsOf(box)];
    for (const point of tries) {
      const hit = hitAt(point.x, point.y);
      if (belongs(view, [group], hit)) return { point, element: group };
    }
  }
  return null;
}

function scrollTo(element) {
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
}

// What tells a control from its neighbours: its name, or the words in it, or those of the row around it.
function wordsAround(element) {
  const name = fold(names.nameOf(element) || "");
  for (let group = element; !name && group; group = group.parentElement ?? group.getRootNode().host) {
    const text = fold(group.innerText ?? group.textContent ?? "");
    if (text) return text;
  }
  return name;
}

// Whether a click reached the page, for the document that takes its place: it goes with the tab, and the next look takes it away.
const CLICK_KEY = "tokenwright.click";

function keepClick(words) {
  try {
    sessionStorage.setItem(CLICK_KEY, words);
  } catch {
    // a page that may keep nothing
  }
}

function keptClick() {
  try {
    const kept = sessionStorage.getItem(CLICK_KEY);
    if (kept !== null) sessionStorage.removeItem(CLICK_KEY);
    return kept;
  } catch {
    return null;
  }
}

// Everything is let through only if it reaches the target (or, when the target was rendered anew meanwhile, its double).
function armClick(view, target, reach, id, once) {
  const mind = memory();
  mind.disarm?.();
  const accepted = new Set([...clickables(view, target), reach]);
  // The browser passes a click on a label's words on to its control.
  const label = reach.closest("label");
  if (label) for (const element of [label, label.control]) if (element) accepted.add(element);
  const role = names.roleOf(target);
  const words = wordsAround(target);
  const size = reach.getBoundingClientRect();
  const sign = signature(view);
  const watch = { id, down: false, clicked: false, blocked: null, passive: false, target, sign, top: topDialog(view), around: around(view, target, sign) };
  mind.click = watch;
  mind.unanswered = null;
  if (!once) keepClick(`${id} sent`);
  const events = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
  const double = (element) => element?.localName === target.localName && names.roleOf(element) === role && wordsAround(element) === words;
  const same = (element) => {
    if (accepted.has(element)) return true;
    if (target.isConnected) return false;
    names.fresh();
    if (double(element) || double(element.control)) return true;
    // What was to be hit in place of a drawn check: its double is as large, and holds the check's double and no other check.
    if (reach === target || element.localName !== reach.localName) return false;
    const now = element.getBoundingClientRect();
    if (Math.abs(now.width - size.width) > 2 || Math.abs(now.height - size.height) > 2) return false;
    const inner = [...element.querySelectorAll("*")].filter(isCheck);
    return inner.length === 1 && double(inner[0]);
  };
  const handler = (event) => {
    if (!event.isTrusted) return;
    const path = event.composedPath().filter((e) => e.nodeType === Node.ELEMENT_NODE);
    const right = (watch.passive || !watch.blocked) && path.some(same);
    if (right) {
      if (!once) keepClick(`${id} reached`);
      if (event.type === "pointerdown" || event.type === "mousedown") watch.down = true;
      if (event.type === "click") watch.clicked = true;
      return;
    }
    if (watch.passive) return;
    // A click whose press was right, but whose release fell on a re-rendered twin's ancestor, harms nobody.
    if (!watch.blocked) watch.blocked = describe((watch.over = path[0]));
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const windows = new Set([window, ...view.roots.map((root) => (root.defaultView ?? root.ownerDocument?.defaultView)).filter(Boolean)]);
  for (const win of windows) for (const type of events) win.addEventListener(type, handler, true);
  // Nobody is kept from clicking for long; but a click that comes late, as from a driver that was held up, is seen all the same.
  const timer = setTimeout(() => (watch.passive = true), WATCH_MS);
  mind.disarm = () => {
    clearTimeout(timer);
    for (const win of windows) {
      try {
        for (const type of events) win.removeEventListener(type, handler, true);
      } catch {
        // a frame that is gone takes its listeners with it
      }
    }
    mind.disarm = null;
  };
}

// What came of the click before: null when it is all right or not to be known any more.
function verdict(id) {
  const mind = memory();
  const watch = mind.click;
  const kept = keptClick();
  mind.disarm?.();
  mind.click = null;
  // Another document has taken the place of the one that was to be clicked, and that had not seen the click.
  if (id && !watch && kept === `${id} sent`) return { lost: true, by: null };
  if (!watch || !id || watch.id !== id) return null;
  if (watch.clicked) {
    mind.unanswered = { ...watch.around, target: watch.target, at: performance.now() };
    return null;
  }
  if (!watch.down) return { lost: true, by: watch.blocked };
  // Pressed, and then the element was gone before the release, or something lay over it: a control that acts on the press,
  // or a click that came to nothing.
  const gone = !watch.target.isConnected;
  return { lost: false, by: watch.blocked, pressed: gone || !!watch.over, sign: watch.sign, top: watch.top, over: gone ? null : watch.over, target: watch.target };
}

// What a click would change: the dialog that it is in, or the page. Another one may still be closing meanwhile.
function around(view, target, sign) {
  const top = topDialog(view);
  const root = top && holds(view, top, target) ? top : null;
  return { root, sign: root ? signature(view, root) : sign };
}

// Whether the page has ignored a click that it got: a dialog that was still fading in, a script that was not there yet.
function unheard(view) {
  const click = memory().unanswered;
  if (!click || performance.now() - click.at < DEAF_MS) return false;
  if (!view.index.has(click.target) || signature(view, click.root) !== click.sign || topDialog(view) !== click.root || busy(view)) return false;
  if (hasOpened(view, click.target)) return false;
  memory().unanswered = null;
  return true;
}

// Whether what was clicked has opened its list, which may stand outside of the dialog that the field is in.
function hasOpened(view, target) {
  const mind = memory();
  const is = (field) => field && view.index.has(field) && (holds(view, field, target) || holds(view, target, field));
  if (is(mind.reveal?.field) && popupOf(view)) return true;
  return is(mind.opened) && !!mind.before && view.elements.some((e) => OPTION_ROLES.has(names.roleOf(e)) && isFresh(e) && seen(view, e));
}

// A press without a click is lost when the page shows nothing of it, but for what came to lie over the control.
async function pressLost(lost) {
  if (!lost?.pressed) return false;
  const end = performance.now() + PRESS_MS;
  for (;;) {
    const view = fresh();
    let over = lost.over;
    while (over && view.parent.get(over) && !holds(view, view.parent.get(over), lost.target)) over = view.parent.get(over);
    // A dialog that came with the press is what the press was for.
    const top = topDialog(view);
    if (over && top && top !== lost.top && (holds(view, over, top) || holds(view, top, over))) return false;
    if (signature(view, null, over) !== lost.sign || busy(view)) return false;
    if (performance.now() >= end) return true;
    await frame();
  }
}
