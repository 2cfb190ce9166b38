// What stands beside, below or under what.

// Controls that a text names only by standing beside them.
function beside(view, matches, test) {
  const list = [];
  for (const match of matches) {
    const line = boxOf(match.element);
    for (let group = match.element, step = 0; group && step < 7; group = view.parent.get(group), step++) {
      const inside = view.elements.slice(view.index.get(group), view.end.get(group)).filter(test);
      if (!inside.length) continue;
      let chosen = inside;
      if (inside.length > 1) {
        const middle = line.top + line.height / 2;
        const scroller = scrollerOf(view, match.element);
        const level = inside
          .filter((element) => scrollerOf(view, element) === scroller)
          .map((element) => ({ element, box: boxOf(element.labels?.[0] && !boxOf(element).width ? element.labels[0] : element) }))
          .filter(({ box }) => box.top - 4 <= middle && middle <= box.top + box.height + 4)
          .sort((a, b) => gap(a.box, line) - gap(b.box, line));
        if (level.length) chosen = [level[0].element];
        else if (inside.some(isCheck)) chosen = []; // a check's words stand on its line, never above it
        else {
          const later = inside.filter((e) => view.index.get(e) > view.index.get(match.element));
          const below = later.filter((e) => boxOf(e).top >= line.top && boxOf(e).top - (line.top + line.height) < 60);
          chosen = below.length ? [below[0]] : [];
        }
      } else {
        // Alone in the group, but another text stands nearer to it than ours: it is that one's.
        const rival = nearerText(view, group, chosen[0], match.element);
        if (rival) chosen = [];
      }
      for (const element of chosen) if (!list.some((m) => m.element === element)) list.push({ element, rank: match.rank });
      break;
    }
  }
  return list;
}

// What scrolls an element. Lines in two lists that scroll by themselves are level only by chance.
function scrollerOf(view, element) {
  for (let e = view.parent.get(element); e; e = view.parent.get(e)) {
    if (e.scrollHeight <= e.clientHeight + 1) continue;
    if (/auto|scroll|hidden/.test(e.ownerDocument.defaultView.getComputedStyle(e).overflowY)) return e;
  }
  return null;
}

const gap = (a, b) => Math.max(a.left - (b.left + b.width), b.left - (a.left + a.width), 0);

function nearerText(view, group, control, ours) {
  const box = boxOf(control);
  if (!box.width) return false;
  const middle = box.top + box.height / 2;
  const mine = boxOf(ours);
  if (mine.top - 6 <= middle && middle <= mine.top + mine.height + 6) return false;
  // The title of the group, whose description may stand level with the control.
  const title = view.runs.find((run) => holds(view, group, run.element));
  if (title && holds(view, ours, title.element)) return false;
  return view.runs.some((run) => {
    if (!holds(view, group, run.element) || holds(view, ours, run.element) || holds(view, control, run.element)) return false;
    const place = textBox(run);
    return place.top <= middle && middle <= place.top + place.height && isCheck(control);
  });
}

// The first such control after the text, in reading order; with `close`, only right beside or below it.
function following(view, matches, every, test, close = false) {
  const list = [];
  for (const match of matches) {
    // A label that is written right into the box of its control ends only after it.
    const own = !close && match.at === view.end.get(match.element);
    const end = own ? view.index.get(match.element) + 1 : (match.at ?? view.end.get(match.element));
    let found = null;
    for (const element of every) {
      const at = view.index.get(element);
      if (at < end) continue;
      if (test(element)) {
        found = element;
        break;
      }
      // A field of its own between the label and the control: the label is that field's.
      if (isEditable(element) && seen(view, element) && !element.readOnly) break;
    }
    if (!found) continue;
    const [box, line] = [boxOf(found), boxOf(match.element)];
    const far = Math.abs(box.top - line.top);
    if (close) {
      const level = box.top < line.top + line.height && line.top < box.top + box.height;
      const below = box.top >= line.top && box.top - (line.top + line.height) < 90 && box.left < line.left + line.width && line.left < box.left + box.width;
      if (!level && !below) continue;
    }
    // Words in a column of their own are no label of what stands further down in another.
    const level = box.top < line.top + line.height && line.top < box.top + box.height;
    if (!level && (box.left >= line.left + line.width || line.left >= box.left + box.width)) continue;
    if (far < 160 && !list.some((m) => m.element === found)) list.push({ element: found, rank: match.rank });
  }
  return list;
}

function nearest(view, question, locator, matches) {
  const anchors = titles(view, textMatches(view, locator.near, question.language, null, true)).map((m) => m.element);
  if (!anchors.length) return [];
  const single = singles(view, question, locator);
  let best = Infinity;
  const sized = [];
  for (const match of matches) {
    for (const anchor of anchors) {
      if (anchor === match.element) continue;
      const group = commonAncestor(view, match.element, anchor);
      if (!group) continue;
      if (locator.single && single.filter((e) => holds(view, group, e)).length > 1) continue;
      const size = sizeOf(view, group);
      sized.push({ match, size, anchor });
      best = Math.min(best, size);
    }
  }
  const kept = [...new Set(sized.filter((s) => s.size === best).map((s) => s.match))];
  if (!locator.single) return kept;
  // One group an anchor: groups of other sizes are right too when each holds its own single text.
  return [...new Set(ofThose(view, question, locator, sized, ({ match, anchor }) => commonAncestor(view, match.element, anchor)).map((s) => s.match))];
}

// Of several cards those that have what decides between them: words, or the ID in the address of a link. It may come late.
function ofThose(view, question, locator, all, groupOf) {
  const { rather } = locator;
  if (!rather || all.length < 1) return all;
  const links = rather.id ? view.elements.filter((e) => e.localName === "a" && e.href && idsOf(e.href).includes(rather.id)) : [];
  const fits = [...links, ...textMatches(view, rather.name, question.language, null, true).map((m) => m.element)];
  const single = singles(view, question, locator);
  const has = (one) => {
    let card = groupOf(one);
    // The whole card: as far as it has one single text.
    for (let up = view.parent.get(card); up && single.filter((e) => holds(view, up, e)).length === 1; up = view.parent.get(up)) card = up;
    return fits.some((e) => holds(view, card, e));
  };
  const these = all.filter(has);
  if (these.length) return these;
  // A page that has come to rest without it is not waited for again.
  const taken = (memory().taken ??= new Set());
  const key = `of ${JSON.stringify(rather)}`;
  if (view.rests) taken.add(key);
  if (view.rests === undefined || taken.has(key)) return all;
  view.alike = true;
  return [];
}

// The words of digits in an address.
const idsOf = (href) => decodeURIComponent(href).match(/(?<!\d)\d{6,}(?!\d)/g) ?? [];


// The first match after an anchor, where as little as possible stands between.
function afterText(view, question, locator, matches, scope) {
  const anchors = textMatches(view, locator.after, question.language, scope.root, true);
  for (const element of view.elements) {
    if (!isControl(element) || (scope.root && !holds(view, scope.root, element)) || !seen(view, element)) continue;
    if (rank(locator.after, names.nameOf(element), question.language) >= 0) anchors.push({ element, at: view.end.get(element) });
  }
  let best = Infinity;
  let found = [];
  for (const anchor of anchors) {
    if (scope.outside && inAnyDialog(view, anchor.element)) continue;
    const next = matches.find((m) => view.index.get(m.element) >= anchor.at);
    if (!next) continue;
    const to = view.index.get(next.element);
    const between = view.runs.filter((run) => run.order >= anchor.at && run.order < to && !holds(view, anchor.element, run.element)).length;
    if (between < best) {
      best = between;
      found = [];
    }
    if (between === best && !found.includes(next)) found.push(next);
  }
  // In a card the value of a label follows it at once.
  return locator.single && best > 0 ? [] : found;
}

// Whether an element stands in a group of other things: the nearest heading before it that is known names these ("Facebook
// Pages"), and not what is sought ("Apps"). What is clicked is no heading.
function isUnder(view, question, locator, element) {
  const at = view.index.get(element);
  const from = locator.after ? Math.max(0, ...textMatches(view, locator.after, question.language, null, true).map((m) => m.at).filter((end) => end <= at)) : 0;
  const last = (spec) => {
    const headings = spec ? elementMatches(view, spec, question.language, null).map((m) => m.element) : [];
    const before = headings.filter((e) => view.index.get(e) >= from && view.index.get(e) < at && !holds(view, e, element) && seen(view, e) && !closest(view, e, (p) => CLICK_ROLES.has(names.roleOf(p)) && names.roleOf(p) !== "listitem" && names.roleOf(p) !== "row"));
    return Math.max(-1, ...before.map((e) => view.index.get(e)));
  };
  return last(locator.notUnder) > last(locator.under);
}
