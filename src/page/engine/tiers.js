// From a locator to the elements that a person would take for it.
//
// A locator names a kind of control leniently, because no source tells how the console marks its controls up. Each kind
// is therefore sought in tiers: what says that it is such a control, what says that it is some control, what behaves like
// one, and at last the bare words. A lower tier is believed only when it has stood for a moment without a better one.

function tiersOf(view, question, locator, scope) {
  const language = question.language;
  const spec = locator.name;
  const inside = (element) => {
    if (scope.root && !holds(view, scope.root, element)) return false;
    if (inRail(view, question, element)) return false;
    return !(scope.outside && inAnyDialog(view, element));
  };
  const every = scope.root ? view.elements.slice(view.index.get(scope.root), view.end.get(scope.root)) : view.elements;
  const named = (element) => rank(spec, names.nameOf(element), language);
  const byRole = (test, visible = seen, rankOf = named) => {
    const list = [];
    for (const element of every) {
      if (!test(element) || !inside(element)) continue;
      const r = rankOf(element);
      if (r < 0 || !visible(view, element)) continue;
      list.push({ element, rank: r });
    }
    return list;
  };
  // A label goes on with its description; a name of the account's own that goes on is another one.
  const begins = (element) => (spec?.words?.every((word) => !word.own) ? rank({ ...spec, match: "starts" }, names.nameOf(element), language) : -1);
  const said = (element) => (spec ? rank(spec, view.text.get(element) || "", language) : -1);
  const texts = (runs = false) => (spec ? textMatches(view, spec, language, scope.root, runs).filter((m) => inside(m.element) && seen(view, m.element)) : []);
  const role = (element) => names.roleOf(element);

  // A native check is often hidden under its drawing.
  if (locator.role) return [() => byRole((e) => role(e) === locator.role, CHECK_ROLES.has(locator.role) ? checkSeen : seen)];

  switch (locator.control) {
    case "button":
      // By nothing but its being folded: whatever it is marked up as.
      if (!spec && locator.state?.expanded !== undefined) return [() => byRole((e) => e.localName === "summary" || e.hasAttribute("aria-expanded"))];
      return [
        () => byRole((e) => role(e) === "button" && e.localName !== "select"),
        () => byRole((e) => CLICK_ROLES.has(role(e)) && role(e) !== "button" && role(e) !== "row" && role(e) !== "listitem"),
        () => clickableTexts(view, texts(), (e) => looksClickable(view, e)),
        () => clickableTexts(view, texts(), (e) => role(e) !== "heading" && !e.closest?.("h1,h2,h3,h4,h5,h6,legend,label,th")),
      ];
    case "menu": {
      const alone = (list) => (spec ? list : dotted(view, list));
      return [
        () => byRole((e) => role(e) === "button" && /^(true|menu)$/.test(e.getAttribute("aria-haspopup") || "")),
        () => byRole((e) => role(e) === "button" && (e.hasAttribute("aria-haspopup") || (e.hasAttribute("aria-expanded") && !names.nameOf(e)))),
        // Without a name to go by, it has none itself, or dots.
        () => alone(byRole((e) => (role(e) === "button" || (looksClickable(view, e) && CLICK_ROLES.has(role(e)))) && (spec || !/[\p{L}\p{N}]/u.test(names.nameOf(e) || "")))),
        () => alone(byRole((e) => looksClickable(view, e) && !e.querySelector("*:not(svg):not(svg *):not(i):not(span)") && boxOf(e).width < 64 && !closest(view, view.parent.get(e), (p) => OWN_NAME_ROLES.has(role(p))), seen, (e) => Math.max(said(e), named(e)))),
      ];
    }
    case "field":
      return [
        () => byRole((e) => isEditable(e) && role(e) !== "button"),
        () => (spec ? beside(view, texts(true), (e) => isEditable(e) && seen(view, e) && inside(e)) : []),
        () => (spec ? byPlaceholder(view, every, spec, language).filter((m) => inside(m.element)) : []),
      ];
    case "check":
      return [
        () => byRole(isCheck, checkSeen),
        () => (spec ? beside(view, texts(true), (e) => isCheck(e) && inside(e) && checkSeen(view, e)) : []),
        () => byRole(isCheck, checkSeen, begins),
        () => byRole((e) => checkedOf(e) !== null, seen, said),
        () => rows(view, texts(true)),
      ];
    case "picker": {
      const is = (e) => isPicker(e) && seen(view, e);
      // Words that can be clicked themselves (the step of an assistant) label nothing.
      const alone = (m) => m.element.closest?.("label") || (!looksClickable(view, m.element) && !CLICK_ROLES.has(role(m.element)) && !CLICK_ROLES.has(role(view.parent.get(m.element))));
      const labels = () => texts(true).filter(alone);
      return [
        () => byRole(is),
        // Without a name it is known by the words in it ("Selected apps Acme").
        () => [...byRole(is, seen, begins), ...byRole(is, seen, (e) => (names.nameOf(e) || e.localName === "select" ? -1 : said(e)))],
        () => (spec ? following(view, texts(true), every, (e) => is(e) && inside(e)) : []),
        () => (spec ? following(view, labels(), every, (e) => inside(e) && seen(view, e) && ((role(e) === "button" && !/^(close|x|×)?$/i.test(fold(names.nameOf(e)))) || (e.localName === "input" && e.readOnly)), true) : []),
        () => (spec ? following(view, labels(), every, (e) => inside(e) && seen(view, e) && looksClickable(view, e) && !/^(dialog|link)$/.test(role(e) || "") && /\S/.test(view.text.get(e) || ""), true) : []),
        () => (spec ? following(view, labels(), every, (e) => inside(e) && seen(view, e) && !isControl(e) && role(e) !== "heading" && !/^(h\d|legend|label)$/.test(e.localName) && view.runs.some((run) => run.element === e && /\S/.test(run.text)), true) : []),
      ];
    }
    case "option": {
      // Nothing behind the dialog that the picker is in is an option of it.
      const within = memory().openedDialog;
      const offered = (e) => isFresh(e) || !within || !view.index.has(within) || holds(view, within, e);
      return [
        () => byRole((e) => OPTION_ROLES.has(role(e)) && e.localName !== "input" && !e.closest("select") && offered(e)),
        () => clickableTexts(view, texts(), (e) => closest(view, e, (p) => OPTION_ROLES.has(role(p))) && offered(e), true),
        () => byRole((e) => CLICK_ROLES.has(role(e)) && isFresh(e)),
        () => texts().filter((m) => isFresh(m.element)),
      ];
    }
    case "text":
      return [() => texts(), () => texts(true)];
    default:
      return [() => byRole((e) => isControl(e)), () => texts(), () => texts(true)];
  }
}

// What was not there when the picker was opened: its list, wherever the page has put it.
const isFresh = (element) => {
  const before = memory().before;
  return !before || !before.has(element);
};

// A text that can be clicked: not a part of some other control's words.
function clickableTexts(view, matches, test, loose = false) {
  const list = [];
  for (const match of matches) {
    const control = closest(view, match.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)));
    if (control && !loose && fold(view.text.get(control)) !== fold(view.text.get(match.element)) && control !== match.element) continue;
    if (isEditable(match.element) || match.element.closest("select")) continue;
    if (!test(match.element)) continue;
    list.push(match);
  }
  return list;
}

// Rows without any state: the words themselves, or the control around them.
function rows(view, matches) {
  return matches.filter((m) => {
    if (closest(view, m.element, showsValue)) return false;
    const control = closest(view, m.element, (e) => OWN_NAME_ROLES.has(names.roleOf(e)));
    return !control || fold(view.text.get(control)).startsWith(fold(view.text.get(m.element)));
  });
}

function byPlaceholder(view, every, spec, language) {
  return every
    .filter((e) => isEditable(e) && seen(view, e))
    .map((element) => ({ element, rank: rank(spec, element.getAttribute("placeholder") || "", language) }))
    .filter((m) => m.rank >= 0);
}
