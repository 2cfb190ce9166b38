// Checks without a state that can be read: what they looked like before we clicked them is what we know.

const touched = (q, name) => memory().checks?.get(`${q.run}/${fold(name)}`);

function touch(view, q, element) {
  const key = `${q.run}/${fold(checkName(view, element))}`;
  const checks = (memory().checks ??= new Map());
  if (!checks.has(key)) checks.set(key, rowLook(view, element));
}

// How the small group around words is drawn, as far as a tick changes it and a pointer over it does not.
function rowLook(view, element) {
  let row = element;
  for (let step = 0, up = view.parent.get(row); step < 4 && up && sizeOf(view, up) <= 14; step++, up = view.parent.get(up)) row = up;
  const inside = view.elements.slice(view.index.get(row), view.end.get(row));
  return inside.map((e) => {
    const marks = [...e.attributes].filter((a) => /^(class|aria-|data-|src|d$|points)/.test(a.name)).map((a) => a.value);
    return [e.localName, ...marks, ...(/\S/.test(view.text.get(e) || "") ? [view.text.get(e)] : [lookOf(e)])].join(",");
  }).join("|");
}

function checkState(view, element, q) {
  const state = checkedOf(element);
  if (state !== null) return state;
  // Words alone: the state may be told by whatever stands in the row that has these words only.
  const words = fold(view.text.get(element) || "");
  for (let group = element; words && group && fold(view.text.get(group) || "") === words; group = view.parent.get(group)) {
    const inner = view.elements.slice(view.index.get(group), view.end.get(group)).filter((e) => checkedOf(e) !== null);
    if (inner.length === 1) return checkedOf(inner[0]);
    if (inner.length) break;
  }
  const drawn = memory().drawn?.get(element);
  if (drawn !== undefined) return drawn;
  const before = touched(q, checkName(view, element));
  return before !== undefined && before !== rowLook(view, element) ? true : null;
}

// The name by which a person would call a check: its own, or the words beside it.
function checkName(view, element) {
  const own = names.nameOf(element);
  if (own && names.roleOf(element) !== "row") return own;
  const text = fold(view.text.get(element) || "");
  if (text) return firstRun(view, element) || text;
  const row = rowOf(view, element);
  return row ? firstRun(view, row) : "";
}

function firstRun(view, element) {
  const run = view.runs.find((r) => holds(view, element, r.element));
  return run ? run.text.trim() : "";
}

// The group around a check that holds no other check and some words.
function rowOf(view, check) {
  for (let group = view.parent.get(check), step = 0; group && step < 6; group = view.parent.get(group), step++) {
    const inside = view.elements.slice(view.index.get(group), view.end.get(group));
    if (inside.some((e) => e !== check && isCheck(e) && !holds(view, e, check) && !holds(view, check, e))) break;
    if (/\S/.test(view.text.get(group) || "")) return group;
  }
  // Flat markup: the words on the same line, and not those of the page beneath.
  const line = boxOf(check);
  const middle = line.top + line.height / 2;
  const top = topDialog(view);
  const within = top && holds(view, top, check) ? top : null;
  let best = null;
  for (const run of view.runs) {
    if (within && !holds(view, within, run.element)) continue;
    const box = textBox(run);
    if (box.top > middle || box.top + box.height < middle) continue;
    const far = gap(box, line);
    if (far < 400 && (!best || far < best.far)) best = { far, element: run.element };
  }
  return best?.element ?? null;
}
