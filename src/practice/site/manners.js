// Bad manners that have nothing to do with any one page.

// Copies of a control that a person cannot see or reach. Clicking one is a mishap.
function twins(el, text) {
  const twin = (style, props) => h("button", { type: "button", style, tabindex: "-1", ...props, onclick: () => mishap("clicked a twin of " + text) }, text);
  return h("span", { class: "twins" },
    twin("display:none"),
    twin("position:absolute;left:-9999px;top:0"),
    twin("visibility:hidden;position:absolute"),
    twin("opacity:0;position:absolute;pointer-events:none"),
    el);
}

// The sign that something is on its way; some pages show none.
const busy = () => (SW["manner.silent"] === "yes" ? null : h("div", { class: "loading small", role: "progressbar", "aria-busy": "true" }));

// What was drawn a moment ago hears no click yet: handlers bind after the page has been drawn. What is drawn anew later on
// the same surface (the page, a dialog, a step of it) hears at once.
let awakeAt = 0;
function surface() {
  awakeAt = performance.now() + Number(SW["manner.hydrate_ms"]);
}
function sleepy(el) {
  const from = awakeAt;
  for (const kind of ["click", "keydown"]) {
    el.addEventListener(kind, (event) => {
      if (performance.now() >= from) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
  }
}

// A toast that lies over a control for a while.
function toastOver(el) {
  if (SW["manner.toast"] !== "yes" || !el.isConnected) return;
  const box = el.getBoundingClientRect();
  if (!box.width) return;
  const toast = h("div", { class: "toast", role: "status", style: `left:${Math.max(8, box.left - 60)}px;top:${box.top - 8}px;` }, icon("info", 16), h("span", null, T("toast")));
  layer().append(toast);
  setTimeout(() => toast.remove(), Number(SW["manner.toast_ms"]));
}

// A short note at the bottom of the page.
function note(text) {
  const toast = h("div", { class: "toast low", role: "status" }, icon("tick", 16), h("span", null, text));
  portal.append(toast);
  setTimeout(() => toast.remove(), 3000);
}

function cookieBanner() {
  if (SW["manner.cookie"] !== "yes" || localStorage.getItem("cookies")) return;
  const banner = h("div", { class: "cookies" });
  const answer = (what) => {
    localStorage.setItem("cookies", what);
    banner.remove();
  };
  add(banner, [
    h("div", { class: "cookie-box", role: SW["markup.dialog"] === "norole" ? null : "dialog", "aria-label": T("cookies") },
      h("h2", null, T("cookies")), h("p", null, T("cookies_about")),
      h("div", { class: "buttons" },
        button({ text: T("cookies_few"), act: () => answer("few") }),
        button({ text: T("cookies_all"), kind: "primary", act: () => answer("all") }))),
  ]);
  portal.append(banner);
}

// A page that loads itself anew, but never while it shows a token.
let showsToken = false;
function selfReload() {
  const times = { once: 1, twice: 2 }[SW["manner.reload"]] || 0;
  const done = Number(sessionStorage.getItem("reloads") || 0);
  if (done >= times) return;
  setTimeout(() => {
    if (showsToken) return;
    sessionStorage.setItem("reloads", done + 1);
    here().reload();
  }, Number(SW["manner.reload_ms"]));
}

// The same, but under a list that has just been opened.
function reloadUnderPicker() {
  if (SW["manner.reload"] !== "picker" || sessionStorage.getItem("reloads")) return;
  sessionStorage.setItem("reloads", 1);
  setTimeout(() => here().reload(), Number(SW["manner.picker_reload_ms"]));
}

// The same, under a click that is on its way to a commit, which it never reaches.
function reloadUnderCommit(el) {
  if (SW["manner.reload"] !== "commit" || sessionStorage.getItem("reloads")) return;
  const gone = () => {
    sessionStorage.setItem("reloads", 1);
    el.remove();
    here().reload();
  };
  el.addEventListener("pointerover", gone, { once: true });
}

// Draws a list anew, again and again.
function restless(el, draw) {
  draw();
  const every = Number(SW["manner.rerender_ms"]);
  if (!every) return;
  const timer = setInterval(() => (el.isConnected ? draw() : clearInterval(timer)), every);
}

// Lets a list arrive in pieces.
async function inPieces(list, show) {
  if (SW["manner.pieces"] !== "yes") return show(list);
  for (let end = 1; end < list.length; end += Math.max(1, Math.ceil(list.length / 3))) {
    show(list.slice(0, end));
    await sleep(Number(SW["manner.pieces_ms"]));
  }
  show(list);
}
