// A person points at a control: what is hovered is told, and what is clicked is taken, and triggers nothing on the page.

const HOVER_MS = 80; // so often at most the page is looked at while the pointer moves
const LEAST_FIT = 0.25; // what is less of the kind that is sought is not taken for it

// input: what the panel says (`panel`, see drawPanel), the kind of control that is sought (`kind`), and how long to wait (`slice`).
// Answers with what the person did: { what: "pending" | "pointed" | "pressed" }.
async function point(input) {
  const guide = (memory().guide ??= { said: [] });
  const anew = guide.drawn !== input.panel.id;
  guide.kind = input.kind;
  guide.pointing = !!input.panel.pointing;
  guide.records = false;
  if (anew) {
    guide.free = false;
    guide.said.length = 0;
    if (guide.pointing) guide.element = null;
  }
  drawPanel(guide, input.panel);
  if (anew) drawFrame(guide, null);
  window[GATE] = (event, win) => gatePointing(guide, event, win);
  return attend(guide, input.slice, (view) => {
    listenTo(window);
    if (guide.pointing && !guide.free) drawShields(guide, view);
    placePanel(guide);
    if (guide.element && !guide.pointing) drawFrame(guide, guide.element, calledOut(view, guide.element));
  });
}

// The page is the page's own again.
function endPointing() {
  const { guide } = memory();
  if (guide) removePanel(guide);
  memory().guide = null;
  window[GATE] = null;
  return {};
}

// ----- what the person does -----

function gatePointing(guide, event, win) {
  if (!event.isTrusted || !guide.host) return;
  if (passes(guide, event)) return;
  const pointer = event.clientX !== undefined && /^(pointer|mouse|click|dblclick|auxclick|contextmenu)/.test(event.type);
  const at = pointer ? outward(event, win) : null;
  const button = at ? panelAt(guide, at.x, at.y) : null;
  const onPanel = button !== null || event.composedPath()[0] === guide.host;
  if (guide.free && !onPanel) return;
  if (event.type === "pointermove") return void hoverAt(guide, at, onPanel);
  if (/^(focusin|focusout|input|change|keyup|touchmove)$/.test(event.type)) return;
  event.stopImmediatePropagation();
  const browsersOwn = /^key/.test(event.type) && (event.ctrlKey || event.metaKey || event.altKey || /^F\d+$/.test(event.key));
  if (!browsersOwn) event.preventDefault();
  if (event.type === "keydown" && event.key === "Escape" && !event.repeat) tellProgram(guide, { what: "pressed", button: guide.pointing ? "stop" : "no" });
  if (event.type === "pointerdown") guide.pressed = { at, button };
  // On the release, as a control that is greyed gets no click.
  if (event.type === "pointerup" && event.button === 0 && guide.pressed) {
    const pressed = guide.pressed;
    guide.pressed = null;
    if (pressed.button !== button) return;
    if (button) pressPanel(guide, button);
    else if (onPanel) tellPanel(guide, "That is Tokenwright's own panel. Point at the page.");
    else if (guide.pointing) takePointed(guide, at);
  }
}

// Whether it is the driver's own click that is let through; it ends with it.
function passes(guide, event) {
  const passing = !!guide.passing;
  if (event.type === "click") guide.passing = false;
  return passing;
}

// A point of a frame's viewport as one of the topmost window's.
function outward(event, win) {
  const offset = win === window ? { x: 0, y: 0 } : frameOffset(win);
  return { x: event.clientX + offset.x, y: event.clientY + offset.y };
}

function tellProgram(guide, what) {
  guide.said.push(what);
  guide.wake?.();
}

function tellPanel(guide, words) {
  guide.told.textContent = words;
}

function pressPanel(guide, button) {
  if (button === "aside") {
    guide.side = guide.side === "right" ? "left" : "right";
    guide.box.className = `panel ${guide.side}`;
  } else if (button === "free") {
    guide.free = !guide.free;
    drawFrame(guide, null);
    for (const shield of guide.shields.splice(0)) shield.remove();
    const own = [...guide.box.querySelectorAll("button")].find((one) => one.dataset.does === "free");
    own.textContent = guide.free ? "Now I point" : "Let me use the page first";
    tellPanel(guide, guide.free ? "Clicks and keys go to the page now, and do what they do there." : "");
  } else tellProgram(guide, { what: "pressed", button });
}

function hoverAt(guide, at, onPanel) {
  if (!guide.pointing || guide.free) return;
  if (onPanel) return drawFrame(guide, null);
  const now = performance.now();
  if (now - (guide.hovered ?? 0) < HOVER_MS) return;
  guide.hovered = now;
  const view = fresh();
  const { element, why } = meantAt(view, guide, at);
  drawFrame(guide, element, element ? calledOut(view, element) : "");
  tellPanel(guide, element ? "" : why);
}

const CLOSED_FRAME = "This part of the page comes from another address, in a frame: the bot cannot see into it, so nothing in it can be pointed at.";

function meantAt(view, guide, at) {
  const shield = guide.shadow.elementFromPoint(at.x, at.y);
  if (shield?.className === "shield" && guide.shadow.contains(shield)) return { why: CLOSED_FRAME };
  const hit = hitAt(at.x, at.y);
  if (hit && /^i?frame$/.test(hit.localName) && !frameDocument(hit)) return { why: CLOSED_FRAME };
  const element = meant(view, hit, guide.kind);
  return element ? { element } : { why: "There is nothing here that the bot could name. Point at a control, or at words." };
}

function takePointed(guide, at) {
  const view = fresh();
  const { element, why } = meantAt(view, guide, at);
  if (!element) return tellPanel(guide, why);
  guide.element = element;
  drawFrame(guide, element, calledOut(view, element));
  const name = calledBy(view, element) || clip(view.text.get(element) || "", LONGEST_NAME);
  tellProgram(guide, { what: "pointed", role: names.roleOf(element) || "text", name: clip(name, LONGEST_NAME), state: stateOf(view, element), kind: suggested(view, element).kind, locator: suggest(view, element) });
}

// ----- what is meant -----

const calledOut = (view, element) => `${names.roleOf(element) || "text"} ${JSON.stringify(clip(calledBy(view, element) || view.text.get(element) || "", 80))}`;

// The control that a person means who points there: the nearest around it that could be what is sought, else any control, else the words.
function meant(view, hit, kind) {
  if (!hit || !view.index.has(hit) || hit === document.documentElement || hit === document.body) return null;
  const label = closest(view, hit, (e) => e.localName === "label" && e.control);
  const wants = (e) => kindFit(view, kind, e);
  if (kind !== "text") {
    if (label && wants(label.control) > LEAST_FIT) return label.control;
    if (kind === "check" || kind === "field") {
      const own = closest(view, hit, (e) => wants(e) >= 0.8) ?? onlyAround(view, hit, (e) => wants(e) >= 0.8);
      if (own) return own;
    }
    const around = closest(view, hit, (e) => wants(e) > LEAST_FIT);
    if (around) return around;
    const any = closest(view, hit, (e) => isControl(e) || isCheck(e) || isEditable(e));
    if (any) return any;
  }
  const words = (view.text.get(hit) || "").trim();
  return words && words.length <= LONGEST_NAME ? hit : null;
}

// The only one of a kind in the smallest group around an element that has any.
function onlyAround(view, element, test) {
  let group = element;
  for (let step = 0; group && step < 5; step++, group = view.parent.get(group)) {
    const inside = view.elements.slice(view.index.get(group), view.end.get(group)).filter(test);
    if (inside.length) return inside.length === 1 ? inside[0] : null;
  }
  return null;
}

// ----- whether a scenario finds it -----

// input: the ways of a step as a scenario with a patch has them, with that scenario's labels, regions and so on; `label`: the label that
// is sought. Whether what was pointed at, and nothing else, is what one of them is about.
function tryPointed(input) {
  const view = fresh();
  wordLabels(input.ways, input.labels);
  const q = { ...input, language: pageLanguage(input.override), now: 0 };
  const target = memory().guide?.element;
  if (!target || !view.index.has(target)) return { gone: true, only: false, never: false, reason: "it is not on the page any more" };
  const never = q.never.some((one) => rank(one.name, names.nameOf(target) || view.text.get(target) || "", q.language) >= 0 || matchesOf(view, q, one).matches.some((m) => isSameControl(view, m.element, target)));
  let reason = null;
  let only = false;
  for (const ladder of laddersOf(input.ways, input.label)) {
    const came = firstOf(view, q, ladder);
    if (!came) continue;
    only = came.list.length === 1 && isSameControl(view, came.list[0].element, target);
    if (only) return { gone: false, only, never, rung: came.rung, reason: null };
    reason ??= came.list.length > 1 ? `${came.list.length} controls fit: ${came.list.slice(0, 4).map((m) => place(view, m.element)).join("; ")}` : `the scenario would take ${place(view, came.list[0].element)} for it`;
  }
  return { gone: false, only, never, reason: reason ?? "the scenario would still not find it" };
}

// The ladders of the ways that ask for a label.
function laddersOf(ways, label) {
  const all = ways.flatMap((way) => [way.act?.target, way.act?.option, way.act?.behind, ...way.when.map((condition) => condition.present && [condition.present])]);
  return all.filter((ladder) => ladder?.some((locator) => !label || locator.name?.label === label));
}

// What the first rung finds that finds anything, as a walk would choose among several.
function firstOf(view, q, ladder) {
  let several = null;
  for (let rung = 0; rung < ladder.length; rung++) {
    let list = matchesOf(view, q, ladder[rung]).matches;
    if (!list.length) continue;
    if (list.length > 1) {
      const reachable = list.filter((m) => !inView(boxOf(m.element)) || hitPoint(view, m.element).point);
      if (reachable.length) list = reachable;
    }
    if (list.length > 1 && ladder[rung].which) list = [ladder[rung].which === "first" ? list[0] : list[list.length - 1]];
    if (list.length === 1) return { rung, list };
    several ??= { rung, list };
  }
  return several;
}

// A control, the words in it and the box around it are one to a person.
function isSameControl(view, one, other) {
  if (one === other) return true;
  if (!holds(view, one, other) && !holds(view, other, one)) return false;
  return fold(calledBy(view, one) || view.text.get(one)) === fold(calledBy(view, other) || view.text.get(other));
}
