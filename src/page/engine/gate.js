// What a person does in the window, seen before the page sees it: for `teach`. This file stands by itself, as it is also what a document
// begins with: of those that listen to a window, the first is told first.

const GATE = Symbol.for("tokenwright.gate");
const LISTENS = Symbol.for("tokenwright.listens");
const GATED = ["pointerdown", "pointerup", "pointercancel", "pointermove", "mousedown", "mouseup", "click", "dblclick", "auxclick", "contextmenu", "touchstart", "touchmove", "touchend", "keydown", "keypress", "keyup", "beforeinput", "input", "change", "focusin", "focusout", "submit", "dragstart"];

// Has a window ask the gate of the topmost one, if there is a gate just now.
function listenTo(win) {
  try {
    if (win[LISTENS] || !win.top.document) return;
    Object.defineProperty(win, LISTENS, { value: true, configurable: true });
  } catch {
    return; // a frame of another origin: nothing in it is ours to see
  }
  for (const type of GATED) win.addEventListener(type, (event) => win.top[GATE]?.(event, win), { capture: true, passive: false });
}
