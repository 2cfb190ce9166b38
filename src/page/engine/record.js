// A person shows a walk: each click is caught before the page sees it, told with a locator, and then made by the driver as real input, so
// that none is lost with a page that it replaces. What is typed goes to the page, and is told with the next click.

const REST_MS = 500; // a page that has not changed for so long has come to rest after a click
const LONGEST_REST_MS = 6000;

// input as for `point`. Answers with { what: "pending" | "clicked" | "entered" | "secret" | "pressed" }.
async function record(input) {
  const guide = (memory().guide ??= { said: [] });
  guide.touched ??= new Set();
  guide.passing = guide.busy = guide.free = false;
  // What was said to another panel is nothing that was shown.
  if (!guide.records) guide.said.length = 0;
  guide.records = true;
  guide.pointing = false;
  drawPanel(guide, input.panel);
  window[GATE] = (event, win) => gateRecording(guide, event, win);
  return attend(guide, input.slice, () => placePanel(guide));
}

// The next click is the driver's. What a person clicks while that is being made would fall on a page that nobody has seen yet.
function letPass() {
  const { guide } = memory();
  if (guide) guide.passing = true;
  return {};
}

// Where the person is once the page has come to rest: the address, the dialog that is open, and what it could be left by.
async function restAfterClick() {
  const end = performance.now() + LONGEST_REST_MS;
  let rests = performance.now();
  let sign = null;
  while (performance.now() - rests < REST_MS && performance.now() < end) {
    const now = signature(fresh());
    if (now !== sign) [sign, rests] = [now, performance.now()];
    await frame();
  }
  const view = fresh();
  const dialog = topDialog(view);
  const heading = (root) => view.elements.find((e) => view.seen.get(e) && names.roleOf(e) === "heading" && (!root || holds(view, root, e)) && e !== memory().guide?.host);
  const titled = (root) => clip((root && names.nameOf(root)) || view.text.get(heading(root)) || document.title, 60);
  const buttons = dialog ? view.elements.filter((e) => holds(view, dialog, e) && view.seen.get(e) && names.roleOf(e) === "button").map((e) => names.nameOf(e)).filter(Boolean) : [];
  return { path: location.origin + location.pathname, title: clip(document.title, 60), dialog: dialog ? titled(dialog) : null, buttons };
}

function gateRecording(guide, event, win) {
  if (!event.isTrusted || !guide.host || passes(guide, event)) return;
  if (event.type === "input") return void guide.touched.add(event.composedPath()[0]);
  if (event.type === "change" && event.composedPath()[0].localName === "select") return void tellChoice(guide, event.composedPath()[0]);
  if (/^key/.test(event.type)) {
    const typed = isEditable(event.composedPath()[0]) && event.key !== "Enter";
    if (typed || !/^(Enter| )$/.test(event.key)) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    if (event.type === "keydown") tellPanel(guide, "A scenario presses no keys: click what this key stands for.");
    return;
  }
  if (!/^(pointerdown|pointerup|mousedown|mouseup|click|dblclick|auxclick|touchstart|touchend)$/.test(event.type)) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (event.clientX === undefined || (guide.busy && !/^pointer/.test(event.type))) return;
  if (guide.busy) return tellPanel(guide, "One moment: the last click is being made.");
  const at = outward(event, win);
  const button = panelAt(guide, at.x, at.y);
  if (event.type === "pointerdown") guide.pressed = { at, button };
  if (event.type !== "pointerup" || event.button !== 0 || guide.pressed?.button !== button) return;
  guide.pressed = null;
  if (button) {
    if (button !== "aside") tellEntries(guide);
    pressPanel(guide, button);
  } else if (button === null) tellClick(guide, at);
}

function tellClick(guide, at) {
  const view = fresh();
  const hit = hitAt(at.x, at.y);
  const element = hit && !(/^i?frame$/.test(hit.localName) && !frameDocument(hit)) ? meant(view, hit, "button") : null;
  tellEntries(guide);
  if (!element) return tellPanel(guide, "There is nothing here that the bot could name: it cannot be recorded, and was not clicked.");
  const dialog = topDialog(view);
  guide.busy = true;
  tellProgram(guide, { what: "clicked", at: pointerOf(view, element), x: Math.round(at.x), y: Math.round(at.y), on: isCheck(element) ? checkedOf(element) : null, dialog: !!dialog && holds(view, dialog, element) });
}

// What was typed since the last click. What is secret is never read.
function tellEntries(guide) {
  const view = fresh();
  for (const element of guide.touched) {
    if (!view.index.has(element) || !isEditable(element)) continue;
    const secret = element.type === "password" || /password|one-time-code/.test(element.autocomplete || "");
    if (secret) tellProgram(guide, { what: "secret" });
    else tellProgram(guide, { what: "entered", at: { ...pointerOf(view, element), kind: "field" }, value: fieldValue(element) });
  }
  guide.touched.clear();
}

function tellChoice(guide, element) {
  const view = fresh();
  tellProgram(guide, { what: "chosen", at: { ...pointerOf(view, element), kind: "picker" }, value: element.selectedOptions[0]?.label ?? "" });
}

// How a scenario would point at an element, part by part.
function pointerOf(view, element) {
  const { kind, name, near, which } = suggested(view, element);
  return { kind, name, near, which };
}
