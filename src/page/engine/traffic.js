// What the page has asked its server and has not been answered yet: while that is on its way, what is not there may come.
//
// The page's own fetch, the reading of what it answers, and XMLHttpRequest do as before; they are only counted. What was
// asked before the engine came to the document, or by other means, is not known.

const TRAFFIC = Symbol.for("tokenwright.traffic");
const RENDER_MS = 60; // what an answer brings is shown within this time
const SHOWN_MS = 20; // what has begun to be shown is shown whole within this time
const POLL_MS = 3000; // what goes on for longer, and is not the answer to an act, is a page that keeps in touch

function watchTraffic(view) {
  for (const win of new Set([window, ...view.roots.map((root) => root.defaultView).filter(Boolean)])) {
    if (win[TRAFFIC]) continue;
    const open = new Map();
    Object.defineProperty(win, TRAFFIC, { value: open });
    const begins = (one) => open.set(one, performance.now());
    const ends = (one) =>
      afterChange(win.document, () => {
        open.answered = Math.max(open.answered ?? 0, open.get(one) ?? 0);
        open.delete(one);
        memory().answered?.();
      });
    // Counts what is promised until it is there, and what that changes.
    const counted = (what) =>
      function (...given) {
        const one = {};
        begins(one);
        try {
          const answer = Reflect.apply(what, this, given);
          answer.then(() => ends(one), () => ends(one));
          return answer;
        } catch (error) {
          open.delete(one);
          throw error;
        }
      };
    win.fetch = counted(win.fetch);
    const body = win.Response.prototype;
    for (const way of ["arrayBuffer", "blob", "json", "text"]) body[way] = counted(body[way]);
    const { send } = win.XMLHttpRequest.prototype;
    win.XMLHttpRequest.prototype.send = function (...what) {
      begins(this);
      this.addEventListener("loadend", () => ends(this));
      return Reflect.apply(send, this, what);
    };
  }
}

// Calls back when the document has changed and that change is over, or when it would have.
function afterChange(document, done) {
  const observer = new MutationObserver(() => {
    observer.disconnect();
    clearTimeout(timer);
    setTimeout(done, SHOWN_MS);
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const timer = setTimeout(() => {
    observer.disconnect();
    done();
  }, RENDER_MS);
}

const openOf = (root) => (root.defaultView ?? (root === document ? window : null))?.[TRAFFIC];

// Whether the page has asked something since the last act and has been answered: then it shows what there is. A document in
// which nothing was done yet may have asked before the engine came to it.
function hasAnswer(view) {
  const since = memory().actAt;
  return since !== undefined && view.roots.some((root) => openOf(root)?.answered >= since);
}

// Whether an answer is on its way that has been waited for no longer than this. What was asked before the last act, and still
// goes on, does not answer it.
function awaitsAnswer(view, ms) {
  const now = performance.now();
  const since = memory().actAt ?? -Infinity;
  for (const root of view.roots) {
    for (const at of openOf(root)?.values() ?? []) if (at >= since - RENDER_MS && now - at < ms) return true;
  }
  return false;
}
