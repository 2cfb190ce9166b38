// From the candidates to the one that a locator means.

function stateFits(element, state) {
  if (!state) return true;
  if (state.checked !== undefined && checkedOf(element) !== state.checked) return false;
  if (state.selected !== undefined) {
    const is = checkedOf(element) ?? /^(page|true|location|step)$/.test(element.getAttribute("aria-current") || "");
    if (is !== state.selected) return false;
  }
  const unfolded = element.localName === "summary" ? String(!!element.parentElement?.open) : element.getAttribute("aria-expanded");
  if (state.expanded !== undefined && String(state.expanded) !== unfolded) return false;
  if (state.disabled !== undefined && !!names.stateOf(element).disabled !== state.disabled) return false;
  return true;
}

// The texts of which a group may hold but one; where their wording is unknown, the long numbers that they stand before.
function singles(view, question, locator) {
  if (!locator.single) return [];
  const list = textMatches(view, locator.single, question.language, null, true);
  const found = list.length ? list : textMatches(view, { pattern: "(?:^|\\D)\\d{12,20}$" }, question.language, null, true);
  return found.map((m) => m.element);
}

// All matches of one locator, tier by tier: { tier, matches } of the first tier that has any; matches are in reading order.
function matchesOf(view, question, locator) {
  const scope = scopeOf(view, question, locator);
  if (scope.none) return { tier: -1, matches: [], why: scope.none };
  const tiers = tiersOf(view, question, locator, scope);
  for (let tier = 0; tier < tiers.length; tier++) {
    let matches = tiers[tier]();
    matches = matches.filter((m) => stateFits(m.element, locator.state));
    if (locator.said) matches = matches.filter((m) => !isData(view, m, locator, question));
    // A control and its own wrapper are one: keep the inner one.
    matches = matches.filter((m) => !matches.some((o) => o !== m && o.element !== m.element && holds(view, m.element, o.element) && (names.roleOf(o.element) === names.roleOf(m.element) || (locator.control === "check" && isCheck(o.element)))));
    if (locator.control === "check" && matches.length > 1) {
      const depths = matches.map((m) => checkDepth(view, m.element) ?? 0);
      matches = matches.filter((_, i) => depths[i] === Math.min(...depths));
    }
    const familiar = matches.filter((m) => m.rank === 0);
    if (familiar.length) matches = familiar;
    else if (matches.length && isEarly(view, locator.name, () => matches.map((m) => names.nameOf(m.element) || ""))) return { tier: -1, matches: [], why: "a name that is only written alike shows" };
    matches = notOfOthers(view, locator.name, matches);
    if (matches.length && locator.near) matches = nearest(view, question, locator, matches);
    // First what stands among other things, or it would stand before what is meant.
    if (matches.length && locator.notUnder) matches = matches.filter((m) => !isUnder(view, question, locator, m.element));
    if (matches.length && locator.after) matches = afterText(view, question, locator, matches, scope);
    if (matches.length) return { tier, matches };
  }
  if (locator.after && locator.control === "button") {
    let matches = withLabelInside(view, question, locator, scope);
    if (matches.length && locator.near) matches = nearest(view, question, locator, matches);
    if (matches.length) return { tier: tiers.length, matches };
  }
  return { tier: -1, matches: [] };
}

// Controls whose own words begin with the label ("Business: Acme").
function withLabelInside(view, question, locator, scope) {
  return view.elements.flatMap((element) => {
    if (!CLICK_ROLES.has(names.roleOf(element)) || (scope.root && !holds(view, scope.root, element)) || (scope.outside && inAnyDialog(view, element))) return [];
    const value = behindLabel(locator.after, names.nameOf(element), question.language);
    const fits = value === null ? -1 : rank(locator.name, value, question.language);
    return fits >= 0 && seen(view, element) ? [{ element, rank: fits }] : [];
  });
}
