// Comparing words as a person does: without case, accents, surplus white space, a closing colon or a required-mark.

const foldCache = new Map();

function fold(text) {
  if (!text) return "";
  const cached = foldCache.get(text);
  if (cached !== undefined) return cached;
  const folded = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u200b-\u200f\u2060\ufeff\u00ad]/g, "")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\u2026/g, "...")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^\+ ?(?=\p{L})/u, "") // "+ Add": the plus is a drawing
    .replace(/(?: ?\*| ?:)+$/, "")
    .trim();
  if (foldCache.size > 20000) foldCache.clear();
  foldCache.set(text, folded);
  return folded;
}

const escapeRegex = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// A name specification from the scenario: { words: [{ text, lang }], pattern, match }.
// Returns the wording's rank (0: the page's language or English or a literal; 1: another language) or -1.
function rank(spec, text, language) {
  if (!spec) return 0;
  const folded = fold(text);
  if (spec.pattern) {
    spec.regex ??= new RegExp(spec.pattern, "iu");
    return spec.regex.test(folded) ? 0 : -1;
  }
  let best = -1;
  for (const word of spec.words) {
    word.folded ??= fold(word.text);
    if (!word.folded || !sameWords(folded, word, spec.match)) continue;
    const foreign = word.lang && language && base(word.lang) !== base(language) && base(word.lang) !== "en";
    if (!foreign) return 0;
    best = 1;
  }
  return best;
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
      return word.within.test(folded);
    default:
      return folded === word.folded;
  }
}

// The language of the page: what it declares, or the scenario's override.
function pageLanguage(override) {
  return override || document.documentElement?.lang || "";
}
