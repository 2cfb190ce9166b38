// Native selects, and whether what is chosen is the only one of its name.

// Whether it is known that what a picker shows is the only one of this name: of a list into which nobody has looked it is not.
// Only names of the account's own have twins.
function isSole(q, picker, option) {
  if (!option.some((locator) => locator.name?.words?.some((word) => word.own))) return true;
  if (picker.localName === "select") return optionsThatFit(q, picker, option).length === 1;
  if (!isPicker(picker) || names.stateOf(picker).disabled) return true;
  return !!memory().soles?.has(soleKey(option));
}

const soleKey = (option) => JSON.stringify(option.map((locator) => locator.name?.words?.map((word) => word.text)));

// The options of a native select that can be chosen.
const usableOptions = (select) => [...select.options].filter((o) => !o.disabled && !(o.parentElement.localName === "optgroup" && o.parentElement.disabled) && !o.hidden);

// Those that fit best.
function optionsThatFit(q, select, option) {
  const ranked = usableOptions(select).map((o) => ({ o, rank: Math.min(...option.map((locator) => rank(locator.name, o.label || o.text, q.language)).filter((r) => r >= 0)) })).filter((r) => r.rank < Infinity);
  return ranked.filter((r) => r.rank === Math.min(...ranked.map((other) => other.rank))).map((r) => r.o);
}

// Arrow keys from the present option to the wished one: real input, which also works inside frames.
function nativeSelect(view, q, found, option) {
  const select = found.element;
  const usable = usableOptions(select);
  const match = optionsThatFit(q, select, option);
  if (!match.length) return { reason: `${describe(select)} does not offer it; it offers ${usable.slice(0, 8).map((o) => JSON.stringify(clip(o.text, 40))).join(", ")}` };
  if (match.length > 1) return { reason: `${describe(select)} offers it ${match.length} times`, ambiguous: true };
  select.focus();
  const to = usable.indexOf(match[0]);
  // Every arrow tells the page of a change; so that it hears of no option in between, all but the last are passed silently.
  const beside = usable[to > 0 ? to - 1 : 1];
  if (beside) select.selectedIndex = beside.index;
  const from = usable.indexOf(select.selectedOptions[0]);
  return { answer: { act: { type: "keys", delta: from < 0 ? to + 1 : to - from }, rung: found.rung, tier: found.tier, found: describe(select) } };
}
