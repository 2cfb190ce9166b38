// Three dots, written or drawn: the sign of "more" that needs no words.

const DOT_WORDS = /^(?:\.{3}|[·•∙]{3}|[…⋯⋮⋰⋱︙])$/u;
const DOTS_LONG = 2.5; // three dots in a line are longer than wide by this, at least

// Whether all that a control shows is three dots in a line.
function threeDots(view, element) {
  const words = flat(view.text.get(element) || "").replace(/\s+/g, "");
  if (words) return DOT_WORDS.test(words);
  const pictures = [...element.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 0);
  if (element.localName === "svg") pictures.push(element);
  if (pictures.length > 1 || element.querySelector("img, canvas, picture")) return false;
  return pictures.length ? drawsDots(pictures[0]) : isLine([...element.querySelectorAll("*")].filter((e) => !e.firstElementChild).map(sizeAt).filter(({ w }) => w > 0));
}

const sizeAt = (e) => {
  const { left, top, width, height } = e.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2, w: width, h: height };
};

function drawsDots(svg) {
  const pieces = [...svg.querySelectorAll("circle, ellipse, rect, path, line, use")].filter((e) => !e.closest("defs, clipPath, mask"));
  if (pieces.length === 3) return isLine(pieces.map(sizeAt));
  if (pieces.length !== 1 || pieces[0].localName !== "path") return false;
  // One line that is put down three times.
  if ((pieces[0].getAttribute("d") || "").match(/m/gi)?.length !== 3) return false;
  const { width, height } = pieces[0].getBBox();
  return Math.max(width, height) > DOTS_LONG * Math.min(width, height);
}

// Three small things of one size, as wide as high, at even distances in a row or a column.
function isLine(pieces) {
  if (pieces.length !== 3) return false;
  const [a, b, c] = pieces.sort((one, other) => one.x - other.x || one.y - other.y);
  const near = (one, other) => Math.abs(one - other) <= 1.5;
  const alike = [b, c].every(({ w, h }) => near(w, a.w) && near(h, a.h)) && a.w <= 10 && near(a.w, a.h);
  const row = near(a.y, b.y) && near(b.y, c.y) && near(b.x - a.x, c.x - b.x) && b.x - a.x > a.w;
  const column = near(a.x, b.x) && near(b.x, c.x) && near(b.y - a.y, c.y - b.y) && b.y - a.y > a.h;
  return alike && (row || column);
}

// Of several that have no name, the one with three dots. What is inside of another is that one.
function dotted(view, matches) {
  if (matches.length < 2) return matches;
  const dots = matches.filter((m) => threeDots(view, m.element));
  if (!dots.length) return matches;
  return dots.filter((m) => !dots.some((o) => o !== m && holds(view, o.element, m.element)));
}
