// The page as one tree: light DOM, open shadow roots, slots and same-origin frames, in reading order.
//
// Everything the engine knows of the page during one evaluation hangs on one `view`; it is thrown away with the
// evaluation, so nothing here can be stale.

const MAX_TEXT = 3000;

function frameDocument(element) {
  const tag = element.localName;
  if (tag !== "iframe" && tag !== "frame") return null;
  try {
    return element.contentDocument;
  } catch {
    return null; // another origin: not ours to look into
  }
}

function childrenOf(node) {
  if (node.nodeType === Node.ELEMENT_NODE) {
    const inner = frameDocument(node);
    if (inner) return inner.documentElement ? [inner.documentElement] : [];
    if (node.shadowRoot) return node.shadowRoot.childNodes;
    if (node.localName === "slot") {
      const assigned = node.assignedNodes({ flatten: true });
      if (assigned.length) return assigned;
    }
  }
  return node.childNodes;
}

const UNSEEN = new Set(["script", "style", "template", "noscript", "head", "title", "meta", "link", "base"]);

// Visible in the sense of the box tree. `opacity: 0` counts as unseen here; checks look at their inputs by themselves.
function shown(element) {
  if (element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true, checkOpacity: true, checkVisibilityCSS: true })) return true;
  if (!element.ownerDocument.defaultView) return false;
  const style = element.ownerDocument.defaultView.getComputedStyle(element);
  // Without a box of its own (a slot, say) it is as visible as what is around it.
  if (style.display === "contents") return style.visibility === "visible";
  return !element.checkVisibility && style.display !== "none" && style.visibility === "visible" && style.opacity !== "0";
}

// Words for screen readers beside the same words for the eyes: said twice, they stand there once.
const isForReaders = (element) => element.ariaHidden !== "true" && element.offsetWidth <= 1 && element.offsetHeight <= 1 && /\S/.test(element.textContent);

const BLOCK = /^(block|flex|grid|table|list-item|flow-root|table-row|table-cell|table-caption)/;

// Takes the page down: every element with its place in reading order, its visible text (folded later; blocks begin a new line in
// it) and its runs of text.
function takeView() {
  const view = {
    elements: [],
    index: new Map(),
    end: new Map(),
    parent: new Map(),
    depth: new Map(),
    text: new Map(),
    runs: [],
    roots: [],
    seen: new Map(),
    folded: new Map(),
    cursor: new Map(),
  };
  // `mute`: what is typed into a field is its value, not words of the page.
  const visit = (element, parent, depth, visible, mute) => {
    if (UNSEEN.has(element.localName)) return "";
    const here = visible && shown(element);
    view.index.set(element, view.elements.length);
    view.elements.push(element);
    view.parent.set(element, parent);
    view.depth.set(element, depth);
    view.seen.set(element, here);
    const inner = frameDocument(element);
    if (inner) view.roots.push(inner);
    if (element.shadowRoot) view.roots.push(element.shadowRoot);
    let text = "";
    const quiet = mute || element.isContentEditable;
    const skipText = quiet || element.localName === "select" || element.localName === "textarea";
    const children = childrenOf(element);
    const drawn = here && [...children].some((child) => child.ariaHidden === "true");
    for (const child of children) {
      if (child.nodeType === Node.TEXT_NODE) {
        if (!here || skipText) continue;
        const data = plain(child.data);
        if (!/\S/.test(data)) {
          text += " ";
          continue;
        }
        // Text nodes side by side, as templates leave them, are one text.
        const before = view.runs[view.runs.length - 1];
        let beside = child.previousSibling;
        while (beside?.nodeType === Node.COMMENT_NODE) beside = beside.previousSibling;
        if (beside && before?.last === beside) {
          before.text += data;
          before.raw += child.data;
          before.last = child;
        } else view.runs.push({ node: child, last: child, element, text: data, raw: child.data, order: view.elements.length - 1 });
        view.unseen ||= data.length !== child.data.length;
        text += data;
      } else if (child.nodeType === Node.ELEMENT_NODE) {
        const part = visit(child, element, depth + 1, here && !(drawn && isForReaders(child)), quiet);
        if (skipText || !part) {
          if (child.localName === "br") text += " ";
          continue;
        }
        if (child.localName === "br" || BLOCK.test(displayOf(child))) text += "\n" + part + "\n";
        else text += part;
      }
      if (text.length > MAX_TEXT) text = text.slice(0, MAX_TEXT);
    }
    view.text.set(element, text);
    view.end.set(element, view.elements.length);
    return text;
  };
  view.roots.push(document);
  if (document.documentElement) visit(document.documentElement, null, 0, true, false);
  return view;
}

function displayOf(element) {
  return element.ownerDocument.defaultView ? element.ownerDocument.defaultView.getComputedStyle(element).display : "block";
}

// Whether `outer` holds `inner` in the composed tree.
function holds(view, outer, inner) {
  const at = view.index.get(inner);
  const from = view.index.get(outer);
  return at !== undefined && from !== undefined && at >= from && at < view.end.get(outer);
}

function commonAncestor(view, one, other) {
  let group = one;
  while (group && !holds(view, group, other)) group = view.parent.get(group);
  return group;
}

function sizeOf(view, element) {
  return view.end.get(element) - view.index.get(element);
}

// ----- geometry: everything in the coordinates of the top window's viewport -----

function frameOffset(win) {
  let x = 0;
  let y = 0;
  for (let w = win; w !== window && w.frameElement; w = w.parent) {
    const frame = w.frameElement;
    const box = frame.getBoundingClientRect();
    x += box.left + frame.clientLeft;
    y += box.top + frame.clientTop;
  }
  return { x, y };
}

// The box in its own window's viewport; that of its content where it has none of its own.
function ownBox(element) {
  const box = element.getBoundingClientRect();
  if (box.width || box.height || displayOf(element) !== "contents") return box;
  const range = element.ownerDocument.createRange();
  const slotted = element.localName === "slot" ? element.assignedNodes({ flatten: true }) : [];
  if (slotted.length) {
    range.setStartBefore(slotted[0]);
    range.setEndAfter(slotted[slotted.length - 1]);
  } else range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

function boxOf(element) {
  const box = ownBox(element);
  const win = element.ownerDocument.defaultView;
  if (!win) return { left: 0, top: 0, width: 0, height: 0 };
  const offset = win === window ? { x: 0, y: 0 } : frameOffset(win);
  return { left: box.left + offset.x, top: box.top + offset.y, width: box.width, height: box.height };
}

function textBox(run) {
  const range = run.node.ownerDocument.createRange();
  range.setStart(run.node, 0);
  range.setEnd(run.last, run.last.length);
  const box = range.getBoundingClientRect();
  const offset = frameOffset(run.node.ownerDocument.defaultView);
  return { left: box.left + offset.x, top: box.top + offset.y, width: box.width, height: box.height };
}

function opacityOf(view, element) {
  let opacity = 1;
  for (let e = element; e; e = view.parent.get(e)) {
    const own = e.ownerDocument.defaultView.getComputedStyle(e).opacity;
    if (own !== "1") opacity *= parseFloat(own);
  }
  return opacity;
}

// An element that no scrolling can bring into view: a twin that was put off the screen, or clipped to nothing.
function unreachable(element) {
  const box = ownBox(element);
  const doc = element.ownerDocument;
  const win = doc.defaultView;
  if (!win || box.width < 1.5 || box.height < 1.5) return true;
  // Where a scrolled box is around it, what counts is its place in that box's content.
  for (let e = outer(element); e && e !== doc.documentElement && e !== doc.body; e = outer(e)) {
    const style = win.getComputedStyle(e);
    if (/(auto|scroll|overlay)/.test(style.overflowY + style.overflowX) && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)) {
      const frameBox = e.getBoundingClientRect();
      return box.bottom - frameBox.top + e.scrollTop <= 0 || box.right - frameBox.left + e.scrollLeft <= 0;
    }
    if (/(hidden|clip)/.test(style.overflow) && (e.clientWidth < 1.5 || e.clientHeight < 1.5) && style.display !== "inline") return true;
    if (style.position === "fixed") return box.right <= 0 || box.bottom <= 0 || box.left >= win.innerWidth || box.top >= win.innerHeight;
  }
  const scroller = doc.scrollingElement || doc.documentElement;
  return box.right + scroller.scrollLeft <= 0 || box.bottom + scroller.scrollTop <= 0;
}

const outer = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;

// The topmost element at a point of the viewport, through shadow roots and same-origin frames.
function hitAt(x, y) {
  let doc = document;
  let element = null;
  let px = x;
  let py = y;
  for (;;) {
    let root = doc;
    let found = root.elementFromPoint(px, py);
    while (found && found.shadowRoot) {
      const deeper = found.shadowRoot.elementFromPoint(px, py);
      if (!deeper || deeper === found) break;
      found = deeper;
    }
    if (!found) return element;
    element = found;
    const inner = frameDocument(found);
    if (!inner) return element;
    const box = found.getBoundingClientRect();
    px -= box.left + found.clientLeft;
    py -= box.top + found.clientTop;
    doc = inner;
  }
}
