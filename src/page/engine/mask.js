// Covering everything that could be a token before a picture is taken, and telling afterwards whether it stayed covered.

const TOKENISH = /EAA[0-9A-Za-z\s]{6,}/;
const LONG = /[0-9A-Za-z_-]{24,}/;
// A permission's name is long, and no secret.
const tokenlike = (text) => TOKENISH.test(text) || (LONG.test(text) && !/^\s*[a-z]+(_[a-z]+)+\s*$/.test(text));

function secretElements(view) {
  const list = new Set((memory().pieces ?? []).filter((e) => e.isConnected));
  for (const run of view.runs) if (tokenlike(run.text)) list.add(run.element);
  for (const element of view.elements) {
    if (isEditable(element) && (tokenlike(fieldValue(element)) || /password|hidden/.test(element.type) || /one-time-code/.test(element.autocomplete || ""))) list.add(element);
    // A token in pieces: the smallest element whose letters together make one.
    const text = view.text.get(element);
    if (text && text.length < 600 && /^EAA[0-9A-Za-z]{40,}$/.test(text.replace(/\s+/g, ""))) list.add(element);
  }
  return [...list];
}

const COVER = [
  ["color", "transparent"],
  ["-webkit-text-fill-color", "transparent"],
  ["text-shadow", "none"],
  ["caret-color", "transparent"],
  ["background", "repeating-linear-gradient(45deg, #8a8f98, #8a8f98 6px, #9aa0a9 6px, #9aa0a9 12px)"],
  ["transition", "none"],
];

function mask() {
  unmask();
  const view = fresh();
  // Each part once: what an element looked like before is what it looked like before any cover.
  const parts = new Set(secretElements(view).flatMap((element) => [element, ...element.querySelectorAll("*")]));
  const masked = [...parts].filter((part) => part.style).map((part) => ({ part, before: part.getAttribute("style") }));
  for (const { part } of masked) for (const [property, value] of COVER) part.style.setProperty(property, value, "important");
  memory().masked = masked;
  return coverHolds(masked, view) ? { masked: masked.length } : { failed: "the cover did not take" };
}

function coverHolds(masked, view) {
  for (const { part } of masked) {
    if (!part.isConnected) return false;
    const style = part.ownerDocument.defaultView.getComputedStyle(part);
    if (!/^(transparent|rgba\(.*, 0\))$/.test(style.color)) return false;
  }
  const covered = new Set(masked.map((m) => m.part));
  return secretElements(view).every((element) => covered.has(element) || !element.style);
}

function unmask() {
  const masked = memory().masked;
  if (!masked) return { held: true };
  const held = coverHolds(masked, fresh());
  for (const { part, before } of masked) {
    // Chromium leaves an empty attribute where one is removed that was never written out: hence both.
    part.setAttribute("style", before ?? "");
    if (before === null) part.removeAttribute("style");
  }
  memory().masked = null;
  return { held };
}
