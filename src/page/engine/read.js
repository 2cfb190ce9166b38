// Reading a value off the page: an app's ID, a name, and the token, which is shown once.

function readValue(view, q, act) {
  const whole = new RegExp(`^(?:${act.pattern})$`, "u");
  const inside = new RegExp(`(?<![0-9A-Za-z])(?:${act.pattern})(?![0-9A-Za-z]|…|\\.\\.\\.)`, "u");
  for (let rung = 0; rung < act.target.length; rung++) {
    const locator = act.target[rung];
    const values = new Map();
    const add = (value, from) => values.has(value) || values.set(value, from);
    // In a card, what stands behind the label is the value, be the name of digits too.
    const title = locator.which === "first";
    const labels = locator.near && locator.single && !locator.after ? valuesOfLabels(view, q, locator, title ? /^\d{6,}$/ : whole, title ? /\d{6,}/ : inside) : [];
    if (labels.length && !title) {
      const said = (group) => labels.filter((label) => label.value && holds(view, group, label.element) && holds(view, group, label.from));
      for (const root of readRoots(view, q, locator, (group) => said(group).length > 0)) for (const { value } of said(root)) add(value, "text");
      if (values.size === 1) return { value: [...values.keys()][0], from: "text", rung };
      if (values.size > 1) return { many: values.size, values: [...values.keys()] };
    }
    const isTitle = (run) => whole.test(run.text.replace(/\s+/g, " ").trim()) && !labels.some((label) => label.runs.includes(run));
    for (const root of readRoots(view, q, locator, locator.after ? (group) => afterValues(view, q, locator, group, whole).length > 0 : locator.which === "first" ? (group) => view.runs.some((run) => holds(view, group, run.element) && isTitle(run)) : (group) => inside.test((view.text.get(group) || "").replace(/\s+/g, " ")))) {
      if (locator.after) {
        for (const value of afterValues(view, q, locator, root, whole)) add(value, "text");
        continue;
      }
      if (locator.which === "first") {
        const run = view.runs.find((r) => holds(view, root, r.element) && isTitle(r));
        if (run) add(flat(run.raw), "text");
        continue;
      }
      // Of each root by itself: what one card shows must not hide what another one shows.
      let inFields = false;
      for (const element of view.elements.slice(view.index.get(root), view.end.get(root))) {
        if (isEditable(element) || element.localName === "textarea") {
          const value = plain(fieldValue(element)).replace(/\s+/g, "");
          if (!whole.test(value) || element.type === "hidden") continue;
          inFields = true;
          add(value, describe(element).replace(value, "…"));
        }
      }
      if (!inFields) for (const [value, from] of textValues(view, q, act, root, whole, inside)) add(value, from);
      const copied = memory().copied;
      if (!values.size && copied && whole.test(copied.trim())) add(copied.trim(), "what Copy put on the clipboard");
    }
    if (values.size === 1) {
      const [[value, from]] = values;
      return { value, from, rung };
    }
    if (values.size > 1) return { many: values.size, values: [...values.keys()] };
  }
  return { near: null };
}

// The labels that a card has but once, each with its runs of text, and its value where that is in the same words or right behind.
function valuesOfLabels(view, q, locator, whole, inside) {
  return textMatches(view, locator.single, q.language, scopeOf(view, q, locator).root ?? null, true).map((match) => {
    const own = match.run ? [match.run] : view.runs.filter((run) => holds(view, match.element, run.element));
    const found = inside.exec((match.run ? match.run.text : view.text.get(match.element) || "").replace(/\s+/g, " "));
    if (found) return { element: match.element, from: match.element, value: found[0], runs: own };
    const next = view.runs[view.runs.indexOf(own.at(-1)) + 1];
    const value = next?.text.replace(/\s+/g, " ").trim();
    return next && whole.test(value) ? { element: match.element, from: next.element, value, runs: [...own, next] } : { element: match.element, from: match.element, value: null, runs: own };
  });
}

// The values that match, so that a person can say which is meant. What could be a secret is not told.
function told(values) {
  const harmless = values.filter((value) => value.length <= 60 && !/^EAA/.test(value)).slice(0, 6);
  return harmless.length === values.length ? `: ${harmless.join(", ")}` : "";
}

// The words that directly follow a text ("Business: Acme").
function afterValues(view, q, locator, root, whole) {
  const list = [];
  for (const anchor of textMatches(view, locator.after, q.language, root, true)) {
    const next = view.runs.find((run) => run.order >= anchor.at && holds(view, root, run.element) && run.text.trim());
    if (!next) continue;
    // A link's words are one value, in however many pieces they stand.
    const control = closest(view, next.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)));
    const value = (control && holds(view, root, control) ? view.text.get(control) : next.text).replace(/\s+/g, " ").trim();
    if (whole.test(value)) list.push(value);
  }
  if (list.length) return list;
  // The label and its value in one control.
  for (const element of view.elements.slice(view.index.get(root), view.end.get(root))) {
    if (!OWN_NAME_ROLES.has(names.roleOf(element)) || !seen(view, element)) continue;
    const value = behindLabel(locator.after, view.text.get(element), q.language);
    if (value !== null && whole.test(value)) list.push(value);
  }
  return list;
}

// The parts of the page in which to read: the scope, or the smallest groups around the text that `near` names.
function readRoots(view, q, locator, test) {
  const scope = scopeOf(view, q, locator);
  if (scope.none) return [];
  const root = scope.root ?? view.elements[0];
  // Reading clicks nothing: what lies under another dialog is read too.
  if (!locator.near) return locator.in === "dialog" ? [...new Set([root, ...dialogs(view)])] : [root];
  const single = singles(view, q, locator);
  const groups = [];
  for (const anchor of titles(view, textMatches(view, locator.near, q.language, root, true))) {
    for (let group = anchor.element; group; group = view.parent.get(group)) {
      if (single.filter((e) => holds(view, group, e)).length > 1) break;
      if (test(group)) {
        groups.push(group);
        break;
      }
      if (group === root) break;
    }
  }
  return ofThose(view, q, locator, groups, (group) => group);
}

// The words that may stand right beside a value and are no part of it.
const NEIGHBOURS = ["copy", "copied", "ok", "done", "close", "next", "cancel"];

// Words of a language and not a piece of a token: "Copy", "OK", "done".
const WORD = /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)$/u;

// The letters of a run, if it may be a piece of a longer value: nothing but such letters, and no sentence.
function pieceOf(run) {
  const parts = run.text.trim().split(/\s+/);
  if (!parts.every((part) => /^[0-9A-Za-z_-]+$/.test(part))) return null;
  if (parts.length > 1) {
    // Lines of one length may end with a shorter one.
    const lines = parts.slice(0, -1);
    const even = lines[0].length >= 16 && lines.every((part) => part.length === lines[0].length) && parts.at(-1).length <= lines[0].length;
    if ((even ? lines : parts).some((part) => part.length < 8 || (part.length < 20 && WORD.test(part)))) return null;
  }
  return parts.join("");
}

function textValues(view, q, act, root, whole, inside) {
  const list = [];
  const words = new Set([...NEIGHBOURS, ...act.copy.flatMap((locator) => (locator.name?.words ?? []).map((word) => fold(word.text)))]);
  const runs = view.runs.filter((run) => holds(view, root, run.element) && run.text.trim() && !closest(view, run.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)) && !whole.test((view.text.get(e) || "").replace(/\s+/g, ""))));
  const pieces = runs.map(pieceOf);
  const look = (run) => {
    const style = run.element.ownerDocument.defaultView.getComputedStyle(run.element);
    return `${style.fontFamily}/${style.fontSize}/${style.fontWeight}/${style.color}/${style.cursor}`;
  };
  // Whether a value of its own begins there.
  const begins = (from) => {
    let text = "";
    for (let to = from; to < Math.min(runs.length, from + 40) && pieces[to]; to++) if (whole.test((text += pieces[to]))) return true;
    return false;
  };
  // What is right already goes on only with what cannot be a word beside it; the shorter last piece of pieces of one
  // length may look like one.
  const font = (run) => run.element.ownerDocument.defaultView.getComputedStyle(run.element).fontFamily;
  const goesOn = (from, to, last = to) => {
    if (begins(to) || words.has(fold(pieces[to]))) return false;
    if (runs[to].element === runs[to - 1].element) return true;
    if (!WORD.test(pieces[to])) return true;
    // What looks like a word by chance is one of the letters when more of them follow in the same place.
    const more = (at) => pieces[at] && !WORD.test(pieces[at]) && !words.has(fold(pieces[at])) && !begins(at);
    if (font(runs[to]) === font(runs[to - 1]) && to < last && more(to + 1) && font(runs[to + 1]) === font(runs[to])) return true;
    const before = pieces.slice(from, to);
    return before.length > 1 && before.every((piece) => piece.length === before[0].length) && pieces[to].length < before[0].length && runs[to].element.localName === runs[to - 1].element.localName;
  };
  const cut = new Set();
  const shortened = (from, to) => {
    const is = /^\s*(…|\.\.\.)/.test(runs[to + 1]?.text ?? "");
    if (is) for (const run of runs.slice(from, to + 1)) cut.add(run);
    return is;
  };
  // An element that holds nothing else, however it is broken up: the outermost such.
  for (const element of view.elements.slice(view.index.get(root), view.end.get(root))) {
    if (list.some(([, , outer]) => holds(view, outer, element))) continue;
    const from = runs.findIndex((run) => holds(view, element, run.element));
    if (from < 0 || !pieces[from]) continue;
    let to = from;
    let text = pieces[from];
    const last = runs.findLastIndex((run) => holds(view, element, run.element));
    while (to < last) {
      to++;
      if (!pieces[to] || (whole.test(text) && !goesOn(from, to, last))) {
        text = "";
        break;
      }
      text += pieces[to];
    }
    if (!whole.test(text) || shortened(from, to)) continue;
    list.push([text, "text", element]);
    memory().pieces = runs.slice(from, to + 1).map((run) => run.element);
  }
  if (list.length) return list;
  // Else neighbouring runs that look alike.
  let taken = -1;
  for (let from = 0; from < runs.length; from++) {
    if (from <= taken || !pieces[from]) continue;
    let text = "";
    let best = null;
    const style = look(runs[from]);
    for (let to = from; to < Math.min(runs.length, from + 40); to++) {
      if (!pieces[to] || look(runs[to]) !== style || (best && !goesOn(from, to))) break;
      text += pieces[to];
      if (whole.test(text)) best = { text, to };
    }
    if (!best) continue;
    taken = best.to;
    const group = runs.slice(from, best.to + 1);
    if (shortened(from, best.to)) continue;
    list.push([best.text, "text"]);
    memory().pieces = group.map((run) => run.element);
  }
  if (list.length) return list;
  for (const run of runs) {
    const match = cut.has(run) ? null : inside.exec(run.text);
    if (match) list.push([match[0], "text"]);
  }
  return list;
}

// The page's own Copy: what it would put on the clipboard is taken on its way, so that a token never lies on the clipboard.
function watchCopy(view) {
  const mind = memory();
  mind.copied = null;
  const windows = new Set([window, ...view.roots.map((root) => root.defaultView ?? root.ownerDocument?.defaultView).filter(Boolean)]);
  for (const win of windows) {
    const clipboard = win.navigator.clipboard;
    if (clipboard && !clipboard[KEY]) {
      Object.defineProperty(clipboard, KEY, { value: true });
      clipboard.writeText = async (text) => {
        mind.copied = String(text);
      };
      clipboard.write = async (items) => {
        for (const item of items) if (item.types.includes("text/plain")) mind.copied = await (await item.getType("text/plain")).text();
      };
    }
    if (win.document[KEY]) continue;
    Object.defineProperty(win.document, KEY, { value: true });
    const setData = win.DataTransfer.prototype.setData;
    win.DataTransfer.prototype.setData = function (type, text) {
      if (!/^text(\/plain)?$/i.test(type) || !TOKENISH.test(text)) return setData.call(this, type, text);
      memory().copied = String(text);
    };
    win.document.addEventListener("copy", (event) => {
      const active = win.document.activeElement;
      const field = active && typeof active.value === "string" ? active.value.slice(active.selectionStart ?? 0, active.selectionEnd ?? undefined) : "";
      mind.copied ??= event.clipboardData?.getData("text/plain") || field || String(win.getSelection() ?? "");
      event.preventDefault();
    });
  }
}
