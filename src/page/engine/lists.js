// Lists that must be scrolled, and what is on in them.

const HALT = 0.85; // of a list's height it is scrolled on at once: what the edge cuts off at one halt shows whole at the next

// Scrolls every list in the scope from end to end where it may render only what is visible, and calls `look` at each halt, with
// the list and how far it is scrolled, until it answers.
async function sweep(root, look, view = fresh()) {
  let answer = await look(view);
  if (answer) return answer;
  const scrollers = view.elements.filter((e) => (!root || !root.isConnected || holds(view, root, e) || holds(view, e, root)) && e.scrollHeight > e.clientHeight + 8 && e.clientHeight > 40 && /(auto|scroll|overlay)/.test(e.ownerDocument.defaultView.getComputedStyle(e).overflowY));
  for (const scroller of scrollers) {
    if (!sparse(view, scroller)) continue;
    const back = scroller.scrollTop;
    for (let top = 0, halts = 0; halts < 80; halts++) {
      scroller.scrollTop = top;
      await frame();
      await frame();
      view = fresh();
      answer = await look(view, { scroller, top });
      if (answer) return answer;
      if (top >= scroller.scrollHeight - scroller.clientHeight - 1) break;
      top = Math.min(top + scroller.clientHeight * HALT, scroller.scrollHeight - scroller.clientHeight);
    }
    scroller.scrollTop = back;
    await frame();
  }
  return null;
}

// Scrolls everything that can be scrolled down to its end, and further where it grows there, until `look` is pleased.
async function scrollOn(look, root = null) {
  const end = performance.now() + SEEK_MS;
  const page = document.scrollingElement;
  const below = (e) => e.scrollHeight > e.clientHeight + 8 && e.clientHeight > 40;
  const scrolls = (e) => e !== page && below(e) && /(auto|scroll|overlay)/.test(e.ownerDocument.defaultView.getComputedStyle(e).overflowY);
  let view = fresh();
  const boxes = view.elements.filter((e) => view.seen.get(e) && (!root || holds(view, root, e) || holds(view, e, root)) && scrolls(e));
  if (page && !root && below(page)) boxes.push(page);
  for (const box of boxes) {
    const back = box.scrollTop;
    while (performance.now() < end && box.isConnected) {
      const [top, high] = [box.scrollTop, box.scrollHeight];
      box.scrollTop = top + box.clientHeight * 0.7;
      await frame();
      await frame();
      view = fresh();
      if (look(view)) return true;
      if (Math.abs(box.scrollTop - top) >= 1) continue;
      const until = performance.now() + GROW_MS;
      while (box.scrollHeight <= high && performance.now() < end && (performance.now() < until || awaitsAnswer(view, SEEK_MS) || busy(fresh()))) await frame();
      if (box.scrollHeight <= high) break;
    }
    box.scrollTop = back;
  }
  return false;
}

// Whether a scrolled box has large blank stretches: then only what is visible is rendered.
function sparse(view, scroller) {
  const frameBox = boxOf(scroller);
  const edges = [0, scroller.scrollHeight];
  for (const run of view.runs) {
    if (!holds(view, scroller, run.element)) continue;
    const box = textBox(run);
    edges.push(box.top - frameBox.top + scroller.scrollTop);
  }
  edges.sort((a, b) => a - b);
  for (let i = 1; i < edges.length; i++) if (edges[i] - edges[i - 1] > Math.max(scroller.clientHeight * 0.5, 120)) return true;
  return false;
}

// All checks of a list by name, also those that only scrolling renders: name -> { name, on, disabled }.
async function surveyChecks(now, root, among, q, further = false) {
  const table = new Map();
  const regex = among ? new RegExp(`^(?:${among})$`, "iu") : null;
  const { places } = listMemory(root);
  const note = (view, place) => {
    for (const check of listChecks(view, root, regex)) {
      const key = fold(check.name);
      table.set(key, { name: check.name, names: check.names, on: checkState(view, check.element, q), disabled: !!names.stateOf(check.element).disabled });
      if (place) places.set(key, { ...place, on: table.get(key).on });
    }
    return null;
  };
  await sweep(root, note, now);
  // Also what comes only where the list is scrolled to its end.
  if (further) await scrollOn((view) => !!note(view), root);
  // A list that is searched never shows everything at once: what it showed before still holds.
  if (regex) {
    const past = listMemory(root).table;
    const searched = searchFields(now, root).length === 1;
    if (searched) for (const [key, check] of past) if (!table.has(key)) table.set(key, { ...check, past: true });
    for (const [key, check] of table) if (!check.past) past.set(key, check);
  }
  return table;
}

// Scrolls a list to where it showed this check when it was looked through. The view there; `null`: it does not show it any more.
async function scrollBack(root, name, regex) {
  const place = listMemory(root).places.get(fold(name));
  if (!place?.scroller.isConnected) return null;
  place.scroller.scrollTop = place.top;
  await frame();
  await frame();
  const view = fresh();
  return listChecks(view, root, regex).some((check) => fold(check.name) === fold(name)) ? view : null;
}

// What a list has shown: it goes with the dialog that the list is in.
function listMemory(root) {
  const lists = (memory().lists ??= new WeakMap());
  const key = root ?? document;
  if (!lists.has(key)) lists.set(key, { table: new Map(), searches: new Map(), places: new Map() });
  return lists.get(key);
}

function listChecks(view, root, regex) {
  const key = `${root ? view.index.get(root) : ""}/${regex}`;
  view.checks ??= new Map();
  if (!view.checks.has(key)) view.checks.set(key, readChecks(view, root, regex));
  return view.checks.get(key);
}

function readChecks(view, root, regex) {
  const list = [];
  const from = root && view.index.has(root) ? view.index.get(root) : 0;
  const to = root && view.end.has(root) ? view.end.get(root) : view.elements.length;
  for (let i = from; i < to; i++) {
    const element = view.elements[i];
    if (!isCheck(element) || (regex && (names.roleOf(element) === "radio"))) continue;
    if (!checkSeen(view, element)) continue;
    let name = checkName(view, element);
    if (regex && !regex.test(name)) {
      const row = rowOf(view, element);
      const within = [fold(name).split(" ")[0], row ? firstRun(view, row) : ""].find((part) => part && regex.test(part));
      if (!within) continue;
      name = within;
    }
    // With a description in its label, a check is known by the first words of it too.
    const row = rowOf(view, element);
    list.push({ element, name, names: [name, view.text.get(element) || "", firstRun(view, element), row ? firstRun(view, row) : "", ...(element.labels?.[0] ? [firstRun(view, element.labels[0]), view.text.get(element.labels[0])] : []), row && row !== root ? view.text.get(row) || "" : ""].filter(Boolean) });
  }
  return list.length || !regex ? list : drawnList(view, root, regex);
}

// A long list of words with boxes that are only drawn: what is drawn beside most of them is off, and the odd ones are on.
function drawnList(view, root, regex) {
  const rows = [];
  for (const run of view.runs) {
    const name = run.text.trim();
    if ((root && !holds(view, root, run.element)) || !regex.test(name) || !seen(view, run.element)) continue;
    let row = run.element;
    for (let up = view.parent.get(row); up && up !== root && fold(view.text.get(up) || "") === fold(name); up = view.parent.get(up)) row = up;
    const drawn = view.elements.slice(view.index.get(row) + 1, view.end.get(row)).filter((e) => !/\S/.test(view.text.get(e) || ""));
    if (drawn.length) rows.push({ element: run.element, name, names: [name], look: drawn.map(lookOf).join("|") });
  }
  const count = new Map();
  for (const row of rows) count.set(row.look, (count.get(row.look) ?? 0) + 1);
  const most = [...count].sort((a, b) => b[1] - a[1])[0];
  if (rows.length < 6 || most[1] < rows.length * 0.5) return [];
  const drawn = (memory().drawn ??= new WeakMap());
  // Greyed rows are drawn alike too: only a look that is rare is that of a tick.
  const rare = Math.max(3, rows.length * 0.1);
  for (const row of rows) drawn.set(row.element, row.look !== most[0] && count.get(row.look) <= rare);
  return rows;
}

// How an element is drawn, as far as a tick would change it.
function lookOf(element) {
  const style = element.ownerDocument.defaultView.getComputedStyle(element);
  const drawn = (which) => {
    const own = element.ownerDocument.defaultView.getComputedStyle(element, which);
    return own.content === "none" ? "" : [own.content, own.backgroundColor, own.opacity, own.transform, own.left, own.display].join();
  };
  return [drawn("::before"), drawn("::after"), element.localName, element.getAttribute("class"), style.backgroundColor, style.backgroundImage, style.display, style.visibility, style.transform, element.getAttribute("d"), style.color].join(",");
}
