// Which words are on the page: those of its language and generation, reworded where a test asks for it.

const WORDS = { en: EN, "en-GB": GB, es: ES, "pt-BR": PT, it: IT, de: DE, fr: FR, nl: NL }[SW.language] || EN;
if (GEN3) Object.assign(WORDS, GEN3_WORDS[SW.language]);

// Other words than those known, for tests: `reword=add:New;next:Go on`.
const REWORDED = new Map(SW.reword.split(/[;|]/).filter((pair) => pair.includes(":")).map((pair) => [pair.slice(0, pair.indexOf(":")).trim(), pair.slice(pair.indexOf(":") + 1).trim()]));

// Words as pages really carry them: with spaces that do not break, and with characters that have no width.
function worded(words) {
  const way = SW["markup.words"];
  if (way === "nbsp" || way === "all") words = words.replace(/ /g, "\u00a0");
  if (way === "zero-width" || way === "all") words = words.replace(/(?<![{\p{L}])(\p{L}{2})(?=\p{L}{2})(?![^{]*\})/gu, "$1\u200b");
  return words;
}

// The words for a key, with what they speak of filled in.
function T(key, values) {
  let words = REWORDED.get(key) ?? WORDS[key] ?? EN[key] ?? key;
  if (Array.isArray(words)) words = words[Number(SW.wording) % words.length];
  return worded(words).replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
}
