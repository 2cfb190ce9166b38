// What stands in for words and numbers in a page that is to be shared: only what the console itself says leaves the page as it is.

const STANDIN_MAIL = String.raw`[^\s@<>"'(),;]+@[^\s@<>"'(),;]+`;
const STANDIN_ADDRESS = String.raw`(?:https?:\/\/|www\.)[^\s<>"']+`;
const STANDIN_PHONE = String.raw`\+\p{Nd}[\p{Nd} ().\/-]{5,}\p{Nd}`;
// Letters and digits in one: a token, a code, a name with a number.
const STANDIN_CODE = String.raw`(?=[\p{L}\p{M}_-]*\p{Nd})(?=[\p{Nd}_-]*[\p{L}])[\p{L}\p{M}\p{Nd}_]+(?:-[\p{L}\p{M}\p{Nd}_]+)*`;
const STANDIN_NAME = String.raw`[\p{L}\p{M}_]+(?:[ '’.&\/_-]+[\p{L}\p{M}_]+)*`;
const STANDIN_NUMBER = String.raw`\p{Nd}+`;
const STANDIN_PARTS = [["e-mail", STANDIN_MAIL], ["web address", STANDIN_ADDRESS], ["phone number", STANDIN_PHONE], ["code", STANDIN_CODE], ["name", STANDIN_NAME], ["number", STANDIN_NUMBER]];
const LONG_NUMBER = 6; // so many digits are an ID

// input: `known` (the console's own words), `values` (what is known of the account: { text, stand }), `keep` (words that nobody knows and
// that are asked for all the same), `terms` (a pattern of the console's own technical words). Returns { words(text, technical), replaced,
// kept }.
function standIns(input) {
  const replaced = {};
  const kept = new Set();
  const numbers = { name: new Map(), "e-mail": new Map(), "web address": new Map(), code: new Map(), id: new Map() };
  const count = (kind) => (replaced[kind] = (replaced[kind] ?? 0) + 1);
  const number = (kind, text) => {
    const of = numbers[kind];
    if (!of.has(text)) of.set(text, of.size + 1);
    return of.get(text);
  };
  const labels = new Set(input.known.map(fold));
  // A value that is a word of the console's own tells nobody anything.
  const values = input.values.filter((value) => !labels.has(fold(value.text)));
  const stands = new Map(values.map((value) => [fold(value.text), value.stand]));
  const keeps = new Set(input.keep.map(fold));
  // Longer ones first: of several that begin at one place the first is taken.
  const whole = [...new Set([...values.map((value) => value.text), ...input.known, ...input.keep].map((text) => plain(text).replace(/\s+/g, " ").trim()))].filter((text) => /[\p{L}\p{N}]/u.test(text)).sort((a, b) => b.length - a.length);
  const asWritten = (text) => escapeRegex(text).replace(/ /g, "\\s+").replace(/['’‘ʼ]/g, "['’‘ʼ]").replace(/…|\\\.\\\.\\\./g, "(?:…|\\.\\.\\.)");
  const sure = whole.length ? new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_@])(?:${whole.map(asWritten).join("|")})(?![\\p{L}\\p{M}\\p{N}_@])`, "giu") : null;
  const unsure = new RegExp(STANDIN_PARTS.map(([, source]) => `(${source})`).join("|"), "gu");
  const terms = input.terms.length ? new RegExp(`^(?:${input.terms.join("|")})$`, "u") : null;

  const digits = (run) => {
    if (run.length < LONG_NUMBER) return "1" + "0".repeat(run.length - 1);
    return standInDigits(run, number("id", run));
  };
  const standIn = (part, ...groups) => {
    const kind = STANDIN_PARTS[groups.findIndex((group) => group !== undefined)][0];
    if (kind === "phone number") {
      count(kind);
      return part.replace(/\p{Nd}+/gu, digits);
    }
    if (kind === "number") {
      count(part.length < LONG_NUMBER ? "number" : "ID");
      return digits(part);
    }
    count(kind);
    return `${kind[0].toUpperCase()}${kind.slice(1)} ${number(kind, fold(part))}`;
  };
  const rest = (text) => (text ? text.replace(unsure, standIn) : "");
  const words = (text, technical) => {
    const clean = plain(text ?? "");
    const flat = clean.trim();
    // A name of one letter is one, too; signs alone are not.
    if (!/[\p{L}\p{N}]/u.test(flat)) return clean;
    if (technical && terms?.test(flat) && !/\p{N}/u.test(flat)) {
      kept.add(flat);
      return clean;
    }
    if (!sure) return rest(clean);
    let told = "";
    let from = 0;
    for (const match of clean.matchAll(sure)) {
      told += rest(clean.slice(from, match.index));
      const folded = fold(match[0]);
      const stand = stands.get(folded);
      if (stand !== undefined) count("name of the account");
      else if (keeps.has(folded) && !labels.has(folded)) kept.add(match[0].trim());
      told += stand ?? match[0];
      from = match.index + match[0].length;
    }
    return told + rest(clean.slice(from));
  };
  return { words, replaced, kept };
}

// As long as the number, of its kind by its first digit, and told from every real one by its zeros.
const standInDigits = (run, at) => run[0] + "0".repeat(Math.max(0, run.length - 3)) + String(at % 100).padStart(2, "0");
