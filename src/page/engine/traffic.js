// What the page has asked its server and has not been answered yet: while that is on its way, what is not there may come.
//
// The page's own fetch, the reading of what it answers, and XMLHttpRequest do as before; they are only counted. What was
// asked by other means is not known, nor what was asked before the engine came to the document, where the browser could not be
// told to begin with it.

const TRAFFIC = Symbol.for("tokenwright.traffic");
const ANSWERS = 30; // of so many, the last ones, it is known when they came

function watchTraffic(view) {
  memory().roots = view.roots;
  for (const win of new Set([window, ...view.roots.map((root) => root.defaultView).filter(Boolean)])) watchWindow(win);
}

function watchWindow(win) {
  if (win[TRAFFIC]) return;
  const open = new Map();
  Object.defineProperty(win, TRAFFIC, { value: open });
  open.answers = [];
  open.changing = new WeakSet();
  const begins = (one, changes = false) => {
    open.set(one, performance.now());
    if (changes) open.changing.add(one);
  };
  const ends = (one) => {
    const answer = { asked: open.get(one), came: performance.now() };
    open.answers.push(answer);
    if (open.answers.length > ANSWERS) open.answers.shift();
    afterChange((changed) => {
      answer.shown = changed;
      open.delete(one);
      memory().answered?.();
    });
  };
  // Counts what is promised until it is there, and what that changes.
  const counted = (what, changes = () => false) =>
    function (...given) {
      const one = {};
      begins(one, changes(given));
      try {
        const answer = Reflect.apply(what, this, given);
        answer.then(() => ends(one), () => ends(one));
        return answer;
      } catch (error) {
        open.delete(one);
        throw error;
      }
    };
  win.fetch = counted(win.fetch, ([asked, how]) => isChange(how?.method ?? asked?.method));
  const body = win.Response.prototype;
  for (const way of ["arrayBuffer", "blob", "json", "text"]) body[way] = counted(body[way]);
  const { open: opens, send } = win.XMLHttpRequest.prototype;
  win.XMLHttpRequest.prototype.open = function (...what) {
    if (isChange(what[0])) open.changing.add(this);
    else open.changing.delete(this);
    return Reflect.apply(opens, this, what);
  };
  win.XMLHttpRequest.prototype.send = function (...what) {
    begins(this);
    this.addEventListener("loadend", () => ends(this));
    return Reflect.apply(send, this, what);
  };
}

// Whether a request may change something.
const isChange = (method) => !/^(GET|HEAD|OPTIONS)$/i.test(method ?? "GET");

// Calls back when any part of the page has changed and that change is over, or when it would have, and tells which.
function afterChange(done) {
  const observer = new MutationObserver(() => {
    observer.disconnect();
    clearTimeout(timer);
    setTimeout(done, SHOWN_MS, true);
  });
  for (const root of memory().roots ?? [document]) observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  const timer = setTimeout(() => {
    observer.disconnect();
    done(false);
  }, RENDER_MS);
}

const openOf = (root) => (root.defaultView ?? (root === document ? window : null))?.[TRAFFIC];

// Whether the page shows what its server has answered: something that it has asked since the last act was answered, the page
// changed right then, and it came to look as it does not before. A document in which nothing was done yet may have asked
// before the engine came.
function showsAnswer(view, quiet) {
  const { actAt } = memory();
  if (actAt === undefined) return false;
  const since = performance.now() - quiet;
  return view.roots.some((root) => openOf(root)?.answers.some(({ asked, came, shown }) => shown && asked >= actAt && came <= since + FRAME_MS));
}

// Whether an answer is on its way that has been waited for no longer than this. What was asked before the last act (or since
// when is asked), and still goes on, does not answer it.
function awaitsAnswer(view, ms, since = memory().actAt ?? -Infinity) {
  const now = performance.now();
  for (const root of view.roots) {
    for (const at of openOf(root)?.values() ?? []) if (at >= since - RENDER_MS && now - at < ms) return true;
  }
  return false;
}

// Whether what the commit that was just made has asked for has not been answered yet: nobody knows what comes of it.
function commitUnderWay(view) {
  const { actAt, commit } = memory();
  if (!commit) return false;
  const asked = (root) => [...(openOf(root) ?? [])].some(([one, at]) => openOf(root).changing.has(one) && at >= actAt - RENDER_MS && at < actAt + ASKED_MS);
  return view.roots.some(asked);
}
