// Comparing words as a person does: without case, accents, surplus white space, a closing colon or a required-mark.

// Without what only says where a line may break.
const plain = (text) => text.replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");

const foldCache = new Map();

function fold(text) {
  if (!text) return "";
  const cached = foldCache.get(text);
  if (cached !== undefined) return cached;
  const folded = letters(text)
    .replace(/^\+ ?(?=\p{L})/u, "") // "+ Add": the plus is a drawing
    .replace(/(?: ?\*| ?:)+$/, "")
    .trim();
  if (foldCache.size > 20000) foldCache.clear();
  foldCache.set(text, folded);
  return folded;
}

// The same of a name of the account's own, in which every sign counts.
function letters(text) {
  return text
    .normalize("NFKD")
    // As src/names.rs does, for the names of users, apps and businesses.
    .replace(/[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g, "")
    .replace(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g, "")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\u2026/g, "...")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

// Without signs that are only drawn before or after words ("‹ Previous", "✓ Select app", "Name ↑").
const bare = (folded) => folded.replace(/^(?:[\p{S}‹›«»·•†‡✓✕…⋯] ?)+(?=[\p{L}\p{N}])/u, "").replace(/(?<=[\p{L}\p{N})])(?: ?[\p{S}‹›«»·•…⋯])+$/u, "");

// The same for what may be a name of the account's own, which may have any sign in it but those that only fields have.
const undrawn = (text) => text.replace(/^(?:[✓✔☑]\s*)+(?=[\p{L}\p{N}])/u, "").replace(/(?<=\S)\s*[▾▼▿▽⌄˅↓▸▶›✕×]\s*$/u, "");

const regexes = new Map();

// A pattern that is built of a word, built once.
function regexFor(source, flags) {
  const key = `${flags}/${source}`;
  let regex = regexes.get(key);
  if (!regex) regexes.set(key, (regex = new RegExp(source, flags)));
  return regex;
}

const escapeRegex = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const REMEMBERED = 4000; // texts whose rank is kept for one name

// A name specification from the scenario: { words: [{ text, lang }], pattern, match }.
// Returns the wording's rank (0: the page's language or English or a literal; 1: another language, or a name of the account's
// own in another case) or -1.
function rank(spec, text, language) {
  if (!spec) return 0;
  let known = ranks.get(spec);
  if (known?.language !== language || known.of.size > REMEMBERED) ranks.set(spec, (known = { language, of: new Map() }));
  let found = known.of.get(text);
  if (found === undefined) known.of.set(text, (found = rankOf(spec, text, language)));
  return found;
}

// Most words of a page are the same at every look, and a name is compared with all of them.
const ranks = new WeakMap();

function rankOf(spec, text, language) {
  const folded = fold(text);
  if (spec.pattern) {
    spec.regex ??= new RegExp(spec.pattern, "iu");
    return spec.regex.test(folded) ? 0 : -1;
  }
  // Most texts are none of the console's own words, of which a label has many.
  const folds = wholeWords(spec);
  if (folds && !folds.has(folded) && !folds.has(bare(folded))) return -1;
  let best = -1;
  for (const word of spec.words) {
    word.folded ??= fold(word.text);
    if (!word.folded) continue;
    // The console's own words may have a drawing beside them; a name of the account's has what it has.
    if (!sameWords(folded, word, spec.match) && (!word.lang || !sameWords(bare(folded), word, spec.match))) continue;
    if (word.own && (!spec.match || spec.match === "whole") && !isNamed(letters(text), word)) continue;
    if (word.exact && !isWrittenSo(text, word)) continue;
    const foreign = word.lang && language && base(word.lang) !== base(language) && base(word.lang) !== "en";
    // A guess at another language's wording is worth less than the page's own words.
    if (foreign && word.guess) continue;
    // Of two names that are only written alike, the one that is written as asked for is meant; and of digits a name before an ID.
    const less = word.own && spec.match !== "contains" && (!asAsked(text, word) || (word.id && !isCalled(folded, word)));
    if (!foreign && !less) return 0;
    best = 1;
  }
  return best;
}

// The words of a name that is one of the console's own and is compared as a whole, folded; false for other names.
function wholeWords(spec) {
  if (!spec.words || (spec.match && spec.match !== "whole")) return false;
  return (spec.folds ??= spec.words.every((word) => word.lang) && new Set(spec.words.map((word) => fold(word.text)).filter(Boolean)));
}

const base = (tag) => tag.toLowerCase().split(/[-_]/)[0];

function sameWords(folded, word, match) {
  switch (match) {
    case "counted":
      return folded === word.folded || (folded.startsWith(word.folded) && /^ ?[([]? ?\d+ ?[)\]]?$/.test(folded.slice(word.folded.length)));
    case "starts":
      return folded === word.folded || (folded.startsWith(word.folded) && !/^[\p{L}\p{N}_]/u.test(folded.slice(word.folded.length)));
    case "contains":
      word.within ??= new RegExp(`(?<![\\p{L}\\p{N}_-])${escapeRegex(word.folded)}(?![\\p{L}\\p{N}_]|-[\\p{L}\\p{N}])`, "u");
      return folded.includes(word.folded) && word.within.test(folded);
    default:
      return isCalled(folded, word) || (!!word.id && idIn(folded, word.folded));
  }
}

// Whether it is so in every sign, too: "Shop:" is another name than "Shop".
const isNamed = (text, word) => {
  const name = (word.letters ??= letters(word.text));
  return text === name || withMore(text, name) || (!!word.id && idIn(text, name));
};

// With the ID of another behind it, a name is another's.
const isCalled = (folded, word) => folded === word.folded || (!!word.own && withMore(folded, word.folded) && (!word.known || regexFor(`(?<!\\d)${word.known}(?!\\d)`, "").test(folded.slice(word.folded.length))));

// Of no width, or there to turn the direction of what follows: what tells two names apart that look the same.
const unseenIn = (text) => (text.match(/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g) ?? []).join("");

const flat = (text) => text.normalize().replace(/\s+/g, " ").trim();

// Whether a name is written in a text letter for letter, with no more and no less of what nobody sees.
const asAsked = (text, word) => flat(text).includes((word.flat ??= flat(word.text))) && unseenIn(text) === (word.unseen ??= unseenIn(word.text));

// Whether a name is written as the console itself writes it, or its own ID stands there.
const seenOf = (text) => flat(plain(text));
const isWrittenSo = (text, word) => seenOf(text).includes((word.written ??= seenOf(word.text))) || (!!word.known && regexFor(`(?<!\\d)${word.known}(?!\\d)`, "").test(text));

// An ID behind what says that it is one ("App ID: 123456", "Rocket (123456)"). Behind other words, digits are a part of a name.
function idIn(folded, id) {
  if (!folded.includes(id)) return false;
  const parts = regexFor(`^(.*?)${id}(?![\\p{L}\\p{N}_]|-[\\p{L}\\p{N}])`, "su").exec(folded);
  if (!parts || /[\p{L}\p{N}_-]$/u.test(parts[1])) return false;
  return /(?<![a-z0-9])id(?![a-z])[^\d]*$/.test(parts[1]) || /[#([]\s*$/.test(parts[1]) || (id.length >= 10 && /:\s*$/.test(parts[1]));
}

// A name of the account's own with its ID right behind it: "Rocket (249293630808676)", "Rocket ID: 2492...". Whatever else a name
// goes on with makes another name of it: "Rocket Old", "Rocket-2", "Rocket · EU".
const MORE_AFTER = /^[\s,;:-]*[([]?(?:(?:app |user )?id\b)?[\s:#]*\d{10,}[)\]]?$/u;
const withMore = (folded, name) => folded.length > name.length + 2 && folded.startsWith(name) && MORE_AFTER.test(folded.slice(name.length));

// What a text says of a label that it begins with itself ("Business: Acme" in one link), or null.
function behindLabel(label, text, language) {
  const parts = /^([^:]{1,60}):\s*(\S[\s\S]*)$/u.exec(plain(text || ""));
  return parts && rank(label, parts[1], language) >= 0 ? parts[2].replace(/\s+/g, " ").trim() : null;
}

// The language of the page: what it declares, or the scenario's override.
function pageLanguage(override) {
  return override || document.documentElement?.lang || "";
}
