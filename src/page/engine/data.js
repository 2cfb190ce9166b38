// What is a name of the account's own data in a list, and not a word of the page.

const NAME_LETTERS = 90; // a longer line is a sentence and no name
const ROW_LETTERS = 240; // a group with more words is no row of a list
const DATA_ROLES = /^(option|menuitemradio|menuitemcheckbox|treeitem|row|gridcell|checkbox|radio|switch|combobox)$/;

// Rows of one list are as high and as wide as each other, and stand under or beside each other.
function sameMake(one, other) {
  const [a, b] = [boxOf(one), boxOf(other)];
  const near = (x, y) => Math.abs(x - y) < 5;
  return near(a.height, b.height) && near(a.width, b.width) && (near(a.left, b.left) || near(a.top, b.top));
}

// Whether words are data of the account: a name that is known, or one that stands in a list of such. They are nothing that the
// console says. The names come with the locator, or with the question.
function isData(view, match, { name: spec, said }, { language, ownNames }) {
  const own = said === true ? ownNames : said;
  const text = match.run?.text ?? view.text.get(match.element) ?? "";
  // Names that hold the words are taken out: what is left still has them, or has not.
  const holding = own.filter((name) => rank(spec, name, language) >= 0).map(fold);
  if (holding.length) {
    const left = text.split("\n").map((line) => holding.reduce((rest, name) => rest.split(name).join("\ufffc"), fold(line)));
    if (left.every((line) => rank(spec, line, language) < 0)) return true;
  }
  if (text.trim().length > NAME_LETTERS) return false;
  // The value of a label ("Business: ...").
  const first = view.runs.findIndex((run) => (match.run ? run === match.run : holds(view, match.element, run.element)));
  if (first > 0 && /:\s*$/.test(view.runs[first - 1].text) && !inAnyDialog(view, match.element)) return true;
  const runs = (element) => view.runs.filter((run) => holds(view, element, run.element)).length;
  let clicked = false;
  for (let row = match.element, step = 0; row && step < 7; row = view.parent.get(row), step++) {
    const role = names.roleOf(row) || "";
    if (DATA_ROLES.test(role) || isPicker(row)) return true;
    const words = view.text.get(row) || "";
    if (DIALOG_ROLES.has(role) || words.length > ROW_LETTERS || layerOf(view, row) === row) return false;
    const inside = view.elements.slice(view.index.get(row), view.end.get(row));
    if (words.length < NAME_LETTERS && inside.filter(isCheck).length === 1) return true;
    clicked ||= CLICK_ROLES.has(role) || looksClickable(view, row);
    const many = runs(row);
    const group = view.parent.get(row);
    if (many < 2 || many > 12 || !group) continue;
    // Others like it stand beside it: cards with their IDs, rows that are clicked, or several of the same make.
    const like = [...childrenOf(group)].filter((e) => e !== row && e.localName === row.localName && view.seen.get(e) && (names.roleOf(e) || "") === role && /\S/.test(view.text.get(e) || "") && Math.abs(runs(e) - many) <= 2 && sameMake(row, e));
    if (!like.length) continue;
    if (/\d{6,}/.test(words) || (names.roleOf(match.element) !== "heading" && (clicked || like.length > 1))) return true;
  }
  return false;
}

// Where the ID of what is meant is known, and its row shows an ID: those with this one, and none with another.
function notOfOthers(view, spec, matches) {
  const word = spec?.words?.find((one) => one.known);
  if (!word || !matches.length) return matches;
  const name = (word.folded ??= fold(word.text));
  const verdicts = matches.map(({ element }) => {
    for (let row = element; row; row = view.parent.get(row)) {
      if (matches.some((other) => other.element !== element && holds(view, row, other.element) && !holds(view, element, other.element))) return 0;
      const text = fold(view.text.get(row) || "");
      if (text === "" || text === name) continue;
      const ids = text.match(/(?<!\d)\d{10,20}(?!\d)/g) ?? [];
      if (ids.includes(word.known)) return 1;
      return ids.some((id) => id.length === word.known.length && !name.includes(id)) ? -1 : 0;
    }
    return 0;
  });
  const sure = matches.filter((_, at) => verdicts[at] > 0);
  return sure.length ? sure : matches.filter((_, at) => verdicts[at] === 0);
}

// Whether a list shows several of what a locator means: rows under each other, of one make and with the same path to the name,
// that can be clicked. The name in the head of a pane, a breadcrumb or a message is no row.
function twins(view, q, locator) {
  const { matches } = matchesOf(view, q, locator);
  return matches.some((one, at) => matches.slice(at + 1).some((other) => areRows(view, one.element, other.element)));
}

function areRows(view, one, other) {
  const list = commonAncestor(view, one, other);
  const path = (element) => {
    const elements = [];
    for (let e = element; e && e !== list; e = view.parent.get(e)) elements.push(e);
    return elements;
  };
  const [a, b] = [path(one), path(other)];
  if (!a.length || a.length !== b.length || a.some((e, at) => e.localName !== b[at].localName)) return false;
  const [row, next] = [a[a.length - 1], b[b.length - 1]];
  const [box, below] = [boxOf(row), boxOf(next)];
  if (!sameMake(row, next) || Math.abs(box.left - below.left) > 5 || Math.abs(box.top - below.top) < box.height - 5) return false;
  const clicked = (elements) => elements.some((e) => CLICK_ROLES.has(names.roleOf(e)) || looksClickable(view, e));
  return clicked(a) && clicked(b);
}
