// Tokenwright's own panel over a page, for `teach`: what is said, buttons, and a frame around what is pointed at. Its shadow root is
// closed, so that neither page nor engine takes its words for the page's.

const PANEL_STYLE = `
  :host { all: initial; position: fixed; inset: 0; width: 100%; height: 100%; margin: 0; padding: 0; border: 0; background: none; overflow: visible; pointer-events: none; z-index: 2147483647; }
  .frame, .tag, .shield { position: fixed; box-sizing: border-box; }
  .frame { border: 2px solid #b5460f; background: rgba(255, 140, 60, .16); border-radius: 3px; display: none; }
  .tag { font: 12px/1.4 ui-monospace, monospace; color: #fff; background: #8a3409; padding: 1px 6px; border-radius: 3px; max-width: 60vw; white-space: pre; overflow: hidden; text-overflow: ellipsis; display: none; }
  .shield { pointer-events: auto; background: rgba(0, 0, 0, .03); cursor: not-allowed; }
  .panel { position: fixed; bottom: 16px; width: min(400px, calc(100vw - 32px)); max-height: calc(100vh - 32px); overflow: auto; box-sizing: border-box; padding: 14px 16px; pointer-events: auto; font: 14px/1.45 system-ui, sans-serif; color: #1c1e21; background: #fffaf4; border: 2px solid #b5460f; border-radius: 10px; box-shadow: 0 6px 30px rgba(0, 0, 0, .3); cursor: default; }
  .right { right: 16px; } .left { left: 16px; }
  .who { font-weight: 600; color: #8a3409; margin: 0 0 6px; }
  p { margin: 0 0 8px; overflow-wrap: anywhere; white-space: pre-line; }
  .title { font-weight: 600; }
  .told { color: #8a3409; font-weight: 600; }
  .told:empty { display: none; }
  pre { margin: 0 0 8px; padding: 8px; font: 12px/1.4 ui-monospace, monospace; background: #f3ece4; border-radius: 6px; overflow: auto; max-height: 30vh; }
  .row { display: flex; flex-wrap: wrap; gap: 8px; }
  button { font: inherit; padding: 6px 12px; border: 1px solid #b5460f; border-radius: 6px; background: #fff; color: #1c1e21; cursor: pointer; }
  button.first { background: #b5460f; color: #fff; }
`;

// Draws what is said anew; what stays the same is left as it is. `panel`: id, title, lines, code, told, buttons ({ id, text }).
function drawPanel(guide, panel) {
  if (!guide.host) {
    guide.host = document.createElement("tokenwright-panel");
    guide.shadow = guide.host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PANEL_STYLE);
    guide.shadow.adoptedStyleSheets = [sheet];
    guide.side = "right";
    const part = (kind) => guide.shadow.appendChild(Object.assign(document.createElement("div"), { className: kind }));
    guide.shields = [];
    guide.frame = part("frame");
    guide.tag = part("tag");
    guide.box = part("panel right");
    guide.box.setAttribute("role", "region");
    guide.box.setAttribute("aria-label", "Tokenwright");
  }
  placePanel(guide);
  if (guide.drawn === panel.id) return;
  guide.drawn = panel.id;
  const say = (kind, name, text) => Object.assign(document.createElement(kind), { className: name, textContent: text });
  const buttons = say("div", "row", "");
  [...panel.buttons, { id: "aside", text: "Move aside" }].forEach((one) => {
    const button = say("button", one.id === "yes" ? "first" : "", one.text);
    button.type = "button";
    button.dataset.does = one.id;
    buttons.append(button);
  });
  guide.told = say("p", "told", panel.told ?? "");
  guide.box.replaceChildren(
    say("p", "who", "Tokenwright (this panel is not part of the page)"),
    say("p", "title", panel.title),
    ...panel.lines.map((line) => say("p", "", line)),
    ...(panel.code ? [say("pre", "", panel.code)] : []),
    guide.told,
    buttons,
  );
}

// Where it can be seen and used: over everything, and inside of a dialog that makes all else dead.
function placePanel(guide) {
  const modal = [...document.querySelectorAll("dialog:modal")].pop();
  const home = modal ?? document.documentElement;
  if (guide.host.parentNode === home) return;
  home.append(guide.host);
  if (!modal && guide.host.showPopover) {
    guide.host.popover = "manual";
    guide.host.showPopover();
  }
}

function removePanel(guide) {
  guide.host?.remove();
  guide.host = null;
}

// The button of the panel at a point of the viewport; false: the panel, and no button; null: not the panel.
function panelAt(guide, x, y) {
  const hit = guide.host?.isConnected ? guide.shadow.elementFromPoint(x, y) : null;
  if (!hit || !guide.shadow.contains(hit)) return null;
  if (hit.className === "shield") return null;
  return hit.closest("button")?.dataset.does ?? false;
}

function drawFrame(guide, element, words) {
  const { frame, tag } = guide;
  const box = element && boxOf(element);
  const shows = box && inView(box);
  frame.style.display = tag.style.display = shows ? "block" : "none";
  if (!shows) return;
  Object.assign(frame.style, { left: `${box.left - 2}px`, top: `${box.top - 2}px`, width: `${box.width + 4}px`, height: `${box.height + 4}px` });
  tag.textContent = words;
  const above = box.top > 26;
  Object.assign(tag.style, { left: `${Math.max(4, Math.min(box.left - 2, innerWidth - 120))}px`, top: `${above ? box.top - 25 : box.top + box.height + 4}px` });
}

// What is in a frame of another origin cannot be seen; a click there would act on it without our knowing.
function drawShields(guide, view) {
  const closed = view.elements.filter((e) => /^i?frame$/.test(e.localName) && !frameDocument(e) && view.seen.get(e));
  while (guide.shields.length > closed.length) guide.shields.pop().remove();
  closed.forEach((element, at) => {
    const shield = (guide.shields[at] ??= guide.shadow.insertBefore(Object.assign(document.createElement("div"), { className: "shield" }), guide.frame));
    const box = boxOf(element);
    Object.assign(shield.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
  });
}

// Waits for what a person does in the window, for as long as a question may take. `look`: done each time that it is looked at the page.
async function attend(guide, slice, look) {
  const end = performance.now() + slice;
  do {
    const view = fresh();
    for (const root of view.roots) listenTo((root.defaultView ?? root.ownerDocument?.defaultView) || window);
    look?.(view);
    if (guide.said.length) break;
    await new Promise((done) => {
      guide.wake = done;
      setTimeout(done, Math.max(0, Math.min(300, end - performance.now())));
    });
  } while (performance.now() < end);
  return guide.said.shift() ?? { what: "pending" };
}
