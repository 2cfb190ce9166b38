// What else may happen between Generate and the token that it shows: late answers, words and values beside it, a page that
// shows it in forms that nobody thinks of. All of it invented.

const SAYS = {
  revoke: "If you notice suspicious activity, revoke this token at once. An account is blocked because of suspicious activity until then.",
  "seven-days": "The Admin System User must be at least 7 days old before creating other Admin System Users.",
  approval: "Someone else needs to approve request to generate an access token for other users. It must be approved by another admin first.",
  "new-device": "We are running additional checks on this new device. The action isn't available right now for other users.",
  code: "Enter the code from your authentication app when you use it elsewhere. Enter code 123 for a test.",
  password: "Please re-enter your password before you share it.",
};

// The server has answered; the page takes its time.
const lateAnswer = () => sleep(Number(SW["token.late_ms"]));

// As random as a token, and none.
const lookalike = () => "EAA" + Array.from({ length: 120 }, () => "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"[Math.floor(Math.random() * 57)]).join("");

function shownToken(token) {
  const gap = Number(SW["token.gap_ms"]);
  const beside = SW["token.beside"];
  const apart = beside === "version" || beside === "date";
  const face = apart ? besideOther(token, beside) : tokenFace(gap ? "" : token);
  const rest = h("div");
  const come = () => {
    if (gap && !apart) face.set(token);
    if (SW["token.also"] === "all") add(rest, otherForms(token, face));
    if (SW["token.error"] === "yes") setTimeout(() => { throw new TypeError("undefined is not a function"); });
  };
  if (gap) setTimeout(come, gap);
  else come();
  const says = SAYS[SW["token.words"]];
  const twin = beside === "twin" && h("div", { class: "mono" }, lookalike());
  return h("div", null, says && h("p", null, says), twin, face, rest);
}

// The value of another row right behind the token, without a blank and in the same look.
function besideOther(token, what) {
  if (what === "version") return h("div", { class: "mono" }, h("span", null, token), h("span", null, "v26"));
  return h("div", { class: "mono" }, h("div", null, token), h("div", null, "20261115x7"));
}

function otherForms(token, face) {
  const canvas = h("canvas", { width: "900", height: "24" });
  const pen = canvas.getContext("2d");
  pen.font = "10px monospace";
  pen.fillText(token, 2, 14);
  const closed = h("div");
  closed.attachShadow({ mode: "closed" }).append(token);
  const drawn = h("div");
  const name = "t" + freshId().replace(/\W/g, "");
  drawn.id = name;
  const style = h("style");
  style.textContent = `#${name}::before { content: "${token}"; }`;
  const svg = document.createElementNS(SVG, "svg");
  const words = document.createElementNS(SVG, "text");
  words.setAttribute("y", "12");
  words.textContent = token;
  svg.append(words);
  setTimeout(() => {
    // "Select to copy".
    face.querySelector("input")?.select();
    document.getSelection()?.selectAllChildren(face);
  }, 50);
  return [
    canvas, closed, style, drawn, svg,
    h("img", { alt: token, src: "data:image/gif;base64,broken" }),
    h("input", { type: "text", placeholder: token }),
    h("div", null, [...token].map((letter) => h("span", null, letter))),
    h("select", null, h("option", null, token)),
    h("iframe", { sandbox: "", srcdoc: `<p>${token}</p>` }),
  ];
}
