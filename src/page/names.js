// Roles, accessible names and states, computed inside the page.
//
// Sources, by the short names that the comments below use:
//   accname   Accessible Name and Description Computation 1.2, section 4.3 "Computation steps" (2A hidden, 2B labelledby,
//             2C embedded control, 2D aria-label, 2E host language, 2F content, 2G text, 2H recursion, 2I tooltip)
//   html-aam  HTML Accessibility API Mappings 1.0 (3.5 roles, 4.1 names by element)
//   aria      WAI-ARIA 1.2 (5.2.8 names, 7.1 fallback roles, 8.6 presentational conflicts, 6.6 states)
//   css       CSS Generated Content 3 (1.2 alternative text), CSS Lists 3 (4 counters)
//
// Where they leave a choice, the one is taken that a person who looks at the page would take; each such place says "choice".
// Everything is computed at most once between two calls of fresh().
const names = (() => {
  'use strict';

  // ---- caches ------------------------------------------------------------------------------------------------------
  let styles, roles, ownNames, withdrawns, unrendereds, pseudos, owners, counts;

  /** Forgets everything: to be called at the start of each evaluation, since the page may have changed. */
  const fresh = () => {
    styles = new WeakMap();
    roles = new WeakMap();
    ownNames = new WeakMap();
    withdrawns = new WeakMap();
    unrendereds = new WeakMap();
    pseudos = new WeakMap();
    owners = new WeakMap();
    counts = new WeakMap();
  };
  fresh();

  // ---- small helpers -----------------------------------------------------------------------------------------------
  const words = (text) => new Set(text.trim().split(/\s+/));
  const tokens = (text) => (text || '').split(/[ \t\n\f\r]+/).filter(Boolean);
  const tagOf = (el) => el.localName;
  const isElement = (node) => !!node && node.nodeType === 1;
  const isSvg = (el) => el.namespaceURI === 'http://www.w3.org/2000/svg';
  const attr = (el, name) => (el.getAttribute(name) || '').trim();
  const yes = (el, name) => (el.getAttribute(name) || '').trim().toLowerCase() === 'true';

  // White space folds as the rendered page folds it. Choice: glyphs of icon fonts (the private-use areas) are drawings, not
  // words, and would keep "Add" from being found on a button with an icon before it.
  const PRIVATE_USE = /[\uE000-\uF8FF]|[\uDB80-\uDBFF][\uDC00-\uDFFF]/g;
  const fold = (text) => text.replace(PRIVATE_USE, '').replace(/[ \t\n\f\r]+/g, ' ').replace(/^ | $/g, '');
  const blank = (text) => !text || /^[ \t\n\f\r]*$/.test(text);
  // Choice: an icon or a no-break space alone says nothing; a tooltip beside it does.
  const SAID = /[^\s\uE000-\uF8FF\uDB80-\uDBFF\uDC00-\uDFFF]|[\uD800-\uDB7F]/;
  const spaced = (text) => (text ? ` ${text} ` : '');

  // ---- the tree as it is shown: open shadow roots and slots ----------------------------------------------------------
  /** The children that are shown in this node: of its open shadow root, or what is assigned to a slot, or its own. */
  const composedChildren = (node) => {
    if (node.shadowRoot) return Array.from(node.shadowRoot.childNodes);
    if (node.localName === 'slot' && node.assignedNodes) {
      const assigned = node.assignedNodes();
      if (assigned.length) return assigned;
    }
    return Array.from(node.childNodes);
  };

  /** The element in which this node is shown; null at the top. */
  const composedParent = (node) => {
    if (node.assignedSlot) return node.assignedSlot;
    const parent = node.parentNode;
    if (!parent) return null;
    if (parent.nodeType === 11) return parent.host || null;
    return parent.nodeType === 1 ? parent : null;
  };

  const composedClosest = (el, test) => {
    for (let at = el; at; at = composedParent(at)) if (test(at)) return at;
    return null;
  };

  /** The elements that an attribute of ids points at, in the element's own tree; also those set as properties. */
  const referred = (el, name, property) => {
    const ids = tokens(el.getAttribute(name));
    if (!ids.length) {
      const set = property && el.hasAttribute(name) ? el[property] : null;
      return set ? Array.from(set) : [];
    }
    const root = el.getRootNode();
    const found = [];
    for (const id of ids) {
      const target = root.getElementById ? root.getElementById(id) : null;
      if (target) found.push(target);
    }
    return found;
  };

  // The second spelling is not standard, but every browser knows it.
  const labelledBy = (el) => {
    const found = referred(el, 'aria-labelledby', 'ariaLabelledByElements');
    return found.length ? found : referred(el, 'aria-labeledby');
  };

  // ---- aria-owns (aria 6.6): in the owner's content, after its own children; not where it stands in the document -----
  const ownersIn = (root) => {
    let map = owners.get(root);
    if (map) return map;
    map = { children: new Map(), owned: new Map() };
    owners.set(root, map);
    if (!root.querySelectorAll) return map;
    for (const owner of root.querySelectorAll('[aria-owns]')) {
      if (isHidden(owner)) continue;
      for (const target of referred(owner, 'aria-owns', 'ariaOwnsElements')) {
        if (map.owned.has(target) || target.contains(owner) || isUnrendered(target)) continue;
        map.owned.set(target, owner);
        if (!map.children.has(owner)) map.children.set(owner, []);
        map.children.get(owner).push(target);
      }
    }
    return map;
  };

  const accessibleChildren = (el) => {
    const { children, owned } = ownersIn(el.getRootNode());
    let list = composedChildren(el);
    if (owned.size) list = list.filter((child) => !owned.has(child));
    return [list, children.get(el) || []];
  };

  // ---- hidden (accname 2A) -------------------------------------------------------------------------------------------
  const NEVER_SHOWN = words('script style template noscript head meta link title base datalist param source track');

  const styleOf = (el) => {
    let style = styles.get(el);
    if (!style) {
      const view = el.ownerDocument.defaultView;
      const computed = view ? view.getComputedStyle(el) : null;
      style = {
        display: computed ? computed.display : 'none',
        visible: computed ? computed.visibility === 'visible' : false,
        skipsContent: computed ? computed.contentVisibility === 'hidden' : false,
        list: computed && computed.display.includes('list-item') ? computed.listStyleType : '',
        letters: computed ? computed.textTransform : 'none',
      };
      styles.set(el, style);
    }
    return style;
  };

  const neverShown = (el) => NEVER_SHOWN.has(tagOf(el)) && !(isSvg(el) && tagOf(el) === 'title');

  const isFirstSummary = (el) => {
    const parent = el.parentNode;
    return (
      tagOf(el) === 'summary' && isElement(parent) && tagOf(parent) === 'details' &&
      Array.prototype.find.call(parent.children, (child) => tagOf(child) === 'summary') === el
    );
  };

  // Hidden by what is written at the element itself or by how its parent shows its children.
  const unrenderedHere = (el) => {
    if (neverShown(el) || styleOf(el).display === 'none') return true;
    const parent = el.parentNode;
    if (!isElement(parent)) return false;
    if (parent.shadowRoot && !el.assignedSlot) return true;
    return tagOf(parent) === 'details' && !parent.open && !isFirstSummary(el);
  };

  /** Whether the element, or one that holds it, is shown to nobody. */
  const isUnrendered = (el) => !styleOf(el).visible || isUnrenderedTree(el);

  // Visibility is inherited but can be taken back below, so it does not count for what is inside.
  const isUnrenderedTree = (el) => {
    let answer = unrendereds.get(el);
    if (answer === undefined) {
      answer = unrenderedHere(el);
      if (!answer) {
        const parent = composedParent(el);
        answer = !!parent && (styleOf(parent).skipsContent || isUnrenderedTree(parent));
      }
      unrendereds.set(el, answer);
    }
    return answer;
  };

  const withdrawnHere = (el) => yes(el, 'aria-hidden') || el.hasAttribute('inert');

  const isWithdrawn = (el) => {
    let answer = withdrawns.get(el);
    if (answer === undefined) {
      const parent = composedParent(el);
      answer = withdrawnHere(el) || (!!parent && isWithdrawn(parent));
      withdrawns.set(el, answer);
    }
    return answer;
  };

  /** Whether the element is kept from assistive technology: shown to nobody, aria-hidden or inert. */
  const isHidden = (el) => isUnrendered(el) || isWithdrawn(el);

  // ---- roles ---------------------------------------------------------------------------------------------------------
  const ROLES = words(`alert alertdialog application article banner blockquote button caption cell checkbox code columnheader
    combobox comment complementary contentinfo definition deletion dialog directory document emphasis feed figure form generic
    grid gridcell group heading image img insertion link list listbox listitem log main mark marquee math menu menubar menuitem
    menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation progressbar radio radiogroup region
    row rowgroup rowheader scrollbar search searchbox sectionfooter sectionheader separator slider spinbutton status strong
    subscript suggestion superscript switch tab table tablist tabpanel term textbox time timer toolbar tooltip tree treegrid
    treeitem graphics-document graphics-object graphics-symbol`);
  const SYNONYMS = { image: 'img', presentation: 'none', directory: 'list' };

  // aria 8.6: these, and being focusable, undo a presentational role. The deprecated global ones do not count.
  const GLOBAL_ARIA = `aria-atomic aria-busy aria-controls aria-current aria-describedby aria-description aria-details
    aria-dropeffect aria-flowto aria-grabbed aria-keyshortcuts aria-label aria-labelledby aria-live aria-owns aria-relevant
    aria-roledescription aria-braillelabel aria-brailleroledescription`.trim().split(/\s+/);

  const hasGlobalAria = (el) => GLOBAL_ARIA.some((name) => el.hasAttribute(name) && attr(el, name) !== '');

  const isFocusable = (el) => {
    if (el.hasAttribute('tabindex') && /^\s*-?\d+/.test(el.getAttribute('tabindex'))) return !isNativelyDisabled(el);
    switch (tagOf(el)) {
      case 'a':
      case 'area':
        return hasHref(el);
      case 'button':
      case 'select':
      case 'textarea':
        return !isNativelyDisabled(el);
      case 'input':
        return el.type !== 'hidden' && !isNativelyDisabled(el);
      case 'summary':
        return isFirstSummary(el);
      case 'iframe':
        return true;
      case 'audio':
      case 'video':
        return el.hasAttribute('controls');
      default:
        return /^(|true|plaintext-only)$/i.test(el.getAttribute('contenteditable') || 'no');
    }
  };

  const hasHref = (el) => el.hasAttribute('href') || el.hasAttributeNS('http://www.w3.org/1999/xlink', 'href');
  const isNativelyDisabled = (el) => {
    try {
      return el.matches(':disabled');
    } catch {
      return false;
    }
  };

  // An author's name, without asking for the role: sections and forms need it to have one.
  const hasAuthorName = (el) =>
    attr(el, 'aria-label') !== '' || attr(el, 'title') !== '' || labelledBy(el).some((ref) => !blank(ref.textContent) ||
      attr(ref, 'aria-label') !== '' || attr(ref, 'alt') !== '');

  const INPUT_ROLES = {
    button: 'button', submit: 'button', reset: 'button', image: 'button', file: 'button', color: 'button',
    checkbox: 'checkbox', radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox', hidden: 'none',
  };

  const SIMPLE_ROLES = {
    address: 'group', article: 'article', blockquote: 'blockquote', button: 'button', caption: 'caption', code: 'code',
    dd: 'definition', del: 'deletion', details: 'group', dfn: 'term', dialog: 'dialog', dt: 'term', em: 'emphasis',
    fieldset: 'group', figure: 'figure', form: 'form', h1: 'heading', h2: 'heading', h3: 'heading', h4: 'heading',
    h5: 'heading', h6: 'heading', hgroup: 'group', hr: 'separator', html: 'document', ins: 'insertion', main: 'main',
    mark: 'mark', math: 'math', menu: 'list', meter: 'meter', nav: 'navigation', ol: 'list', optgroup: 'group',
    option: 'option', output: 'status', p: 'paragraph', progress: 'progressbar', s: 'deletion', search: 'search',
    strong: 'strong', sub: 'subscript', sup: 'superscript', table: 'table', textarea: 'textbox', time: 'time', ul: 'list',
  };

  const SECTIONING = words('article aside nav section');
  const SECTIONING_ROLES = words('article complementary navigation region');
  const inSectioning = (el, orMain) =>
    !!composedClosest(composedParent(el), (at) => {
      const explicit = explicitRole(at);
      if (explicit) return SECTIONING_ROLES.has(explicit) || (orMain && explicit === 'main');
      return SECTIONING.has(tagOf(at)) || (orMain && tagOf(at) === 'main');
    });

  // A part of a native table or list has a role only within one that has not been given away (aria 8.6.1).
  const holderRole = (el, tags) => {
    const holder = composedClosest(composedParent(el), (at) => tags.has(tagOf(at)));
    return holder ? roleOf(holder) : null;
  };
  const TABLE_TAG = words('table');
  const LIST_TAGS = words('ul ol menu');
  const TABLE_ROLES = words('table grid treegrid');

  const tableRole = (el, role) => {
    const holder = holderRole(el, TABLE_TAG);
    return holder === null || TABLE_ROLES.has(holder) ? role : 'generic';
  };

  const cellRole = (el) => {
    const holder = holderRole(el, TABLE_TAG);
    if (holder === 'grid' || holder === 'treegrid') return 'gridcell';
    return holder === null || holder === 'table' ? 'cell' : 'generic';
  };

  const headerCellRole = (el) => {
    const scope = attr(el, 'scope').toLowerCase();
    if (scope === 'col' || scope === 'colgroup') return tableRole(el, 'columnheader');
    if (scope === 'row' || scope === 'rowgroup') return tableRole(el, 'rowheader');
    const row = el.parentNode;
    const inHead = isElement(row) && isElement(row.parentNode) && tagOf(row.parentNode) === 'thead';
    const besideCells = isElement(row) && Array.prototype.some.call(row.children, (cell) => tagOf(cell) === 'td');
    return tableRole(el, !inHead && besideCells ? 'rowheader' : 'columnheader');
  };

  const inputRole = (el) => {
    const type = (el.type || 'text').toLowerCase();
    if (type === 'checkbox' && el.hasAttribute('switch')) return 'switch';
    if (INPUT_ROLES[type] && type !== 'search') return INPUT_ROLES[type];
    if (/^(text|search|tel|url|email)$/.test(type) && el.list) return 'combobox';
    // Choice: a password or a date has no role in html-aam; a person types into it.
    return type === 'search' ? 'searchbox' : 'textbox';
  };

  /** html-aam 3.5: the role that the element has by itself. */
  const implicitRole = (el) => {
    const tag = tagOf(el);
    if (isSvg(el)) {
      if (tag === 'svg') return 'img';
      if (tag === 'a') return hasHref(el) ? 'link' : 'generic';
      return 'generic';
    }
    if (Object.prototype.hasOwnProperty.call(SIMPLE_ROLES, tag)) return SIMPLE_ROLES[tag];
    switch (tag) {
      case 'a':
      case 'area':
        return hasHref(el) ? 'link' : 'generic';
      case 'aside':
        return inSectioning(el, false) && !hasAuthorName(el) ? 'generic' : 'complementary';
      case 'footer':
        return inSectioning(el, true) ? 'generic' : 'contentinfo';
      case 'header':
        return inSectioning(el, true) ? 'generic' : 'banner';
      case 'img':
        // alt="" says decoration, unless something else says that it is not.
        return el.getAttribute('alt') === '' && !attr(el, 'title') && !hasGlobalAria(el) && !isFocusable(el) ? 'none' : 'img';
      case 'input':
        return inputRole(el);
      case 'li': {
        let parent = composedParent(el);
        while (parent && tagOf(parent) === 'slot') parent = composedParent(parent);
        if (!parent) return 'generic';
        const around = roleOf(parent);
        // A list may be a menu or a tree by role and its items plain: then they are what the parts of it are.
        return around === 'list' || (LIST_TAGS.has(tagOf(parent)) && around !== 'none') ? 'listitem' : 'generic';
      }
      case 'section':
        return hasAuthorName(el) ? 'region' : 'generic';
      case 'select':
        return el.multiple || el.size > 1 ? 'listbox' : 'combobox';
      case 'summary':
        // Choice: html-aam has none; it is pressed like a button.
        return isFirstSummary(el) ? 'button' : 'generic';
      case 'tbody':
      case 'thead':
      case 'tfoot':
        return tableRole(el, 'rowgroup');
      case 'tr':
        return tableRole(el, 'row');
      case 'td':
        return cellRole(el);
      case 'th':
        return headerCellRole(el);
      default:
        return 'generic';
    }
  };

  // aria 7.1: the first token that is a role and may stand. Choice: a role without its required context (an option outside of
  // a listbox) stays what its author calls it; pickers are often drawn in two places.
  const explicitRole = (el) => {
    if (!el.hasAttribute('role')) return null;
    for (const token of tokens(el.getAttribute('role').toLowerCase())) {
      if (!ROLES.has(token) && !/^doc-[a-z]+$/.test(token)) continue;
      const role = SYNONYMS[token] || token;
      if ((role === 'region' || role === 'form') && !hasAuthorName(el)) continue;
      if (role === 'none') {
        const kept = isFocusable(el) || hasGlobalAria(el);
        return kept ? null : 'none';
      }
      return role;
    }
    return null;
  };

  /** The ARIA role: `generic` for what has no meaning of its own, `none` for what has been declared to have none. */
  const roleOf = (el) => {
    let role = roles.get(el);
    if (role === undefined) {
      role = explicitRole(el) || implicitRole(el);
      roles.set(el, role);
    }
    return role;
  };

  // ---- names ---------------------------------------------------------------------------------------------------------
  // aria 5.2.8.6: roles that take their name from their content.
  const FROM_CONTENT = words(`button cell checkbox columnheader comment gridcell heading link menuitem menuitemcheckbox
    menuitemradio option radio row rowheader switch tab tooltip treeitem`);

  // accname 2H takes in every descendant. Choice: not those that open from the control that holds them.
  const OWN_WORLD = words('menu menubar tree treegrid grid dialog alertdialog');

  // Their children are a fallback for browsers that do not know them, or are drawn by the browser as a value.
  const NO_CHILDREN = words('audio video iframe object embed progress meter select textarea input img');

  const RANGES = words('slider spinbutton scrollbar progressbar meter');
  const HEADED = words('dialog alertdialog article');

  const isSecret = (el) =>
    tagOf(el) === 'input' &&
    (el.type === 'password' || el.type === 'hidden' || /one-time-code|password/.test(attr(el, 'autocomplete')));

  /**
   * The accessible name (accname 4.3), white space folded; '' where there is none. An element whose role forbids a name still
   * has that which its author gave it, as browsers do.
   */
  const nameOf = (el) => {
    let name = ownNames.get(el);
    if (name === undefined) {
      name = fold(compute(el, Object.assign(start(el), { strict: true })));
      ownNames.set(el, name);
    }
    return name;
  };

  /** The name that the element would have if it were shown: to tell which one is there but hidden. */
  const nameIfShown = (el) => nameOf(el) || fold(compute(el, start(el)));

  /** The text that the element shows, read as a name from content is, whatever its role. */
  const textOf = (el) => {
    const walk = start(el);
    walk.seen.add(el);
    return fold(contentOf(el, walk));
  };

  // How a walk stands at a node. `target`: whose name is asked for. `seen`: visited elements, so that each counts once.
  // `refs`: elements that aria-labelledby has led to. `referring`: within such a reference (it is followed only once).
  // `direct`: the node is referred to itself. `bare`: within something hidden that was referred to, where all counts.
  const start = (target) => ({
    target, seen: new Set(), refs: new Set(), root: true, direct: false, referring: false, bare: !styleOf(target).visible,
  });
  const step = (walk, change) =>
    Object.assign({}, walk, { root: false, direct: false }, change);

  const compute = (el, walk) => {
    // accname 2A: what is hidden has no name, unless it is what was asked for or directly referred to.
    if (!walk.root && !walk.bare) {
      if (walk.direct) {
        if (isHidden(el)) walk.bare = true;
      } else if (unrenderedHere(el) || withdrawnHere(el)) {
        return '';
      }
    }
    if (tagOf(el) === 'br') return walk.root ? '' : ' ';
    if (neverShown(el)) return walk.direct || walk.root ? el.textContent : '';

    // accname 2B: aria-labelledby, unless already following one.
    const refs = walk.referring ? [] : labelledBy(el);
    if (!walk.direct && walk.seen.has(el) && !refs.length) return '';
    walk.seen.add(el);
    if (refs.length) {
      let text = '';
      for (const ref of refs) {
        if (walk.refs.has(ref)) continue;
        walk.refs.add(ref);
        text += spaced(compute(ref, step(walk, { direct: true, referring: true, bare: false })));
      }
      if (!blank(text)) return text;
    }

    const role = roleOf(el);

    // accname 2C: a control within the name of another counts with its value.
    if (!walk.root && el !== walk.target) {
      const value = embedded(el, role);
      if (value !== null) return spaced(value);
    }

    // accname 2D: aria-label.
    const label = el.getAttribute('aria-label');
    if (!blank(label) && !(tagOf(el) === 'slot' && !walk.root)) return spaced(label);

    // accname 2E: what HTML and SVG say, unless the meaning was declared away.
    const native = role === 'none' ? null : nativeName(el, walk);
    if (!blank(native)) return native;

    // accname 2F and 2H: content.
    const readsContent = walk.root ? FROM_CONTENT.has(role) : walk.direct || !OWN_WORLD.has(role);
    if (readsContent && !NO_CHILDREN.has(tagOf(el)) && !(role === 'group' && isTreeGroup(el) && !walk.direct)) {
      const text = contentOf(el, walk);
      if (walk.root) {
        // Not shown: its content is not there to be read.
        if (SAID.test(text) && !(walk.strict && isUnrendered(el))) return text;
      } else if (SAID.test(text)) {
        return text;
      } else {
        return tooltip(el, role) || text;
      }
    }

    // accname, "name from heading" (1.3 draft): a dialog that names itself by nothing else has a title inside.
    if (walk.root && HEADED.has(role)) {
      const heading = firstHeading(el);
      if (heading) return compute(heading, step(walk, { direct: true, referring: true }));
    }

    // accname 2I: the tooltip, and last the placeholder (html-aam 4.1.1).
    return tooltip(el, role);
  };

  const isTreeGroup = (el) => {
    const parent = composedParent(el);
    return !!parent && roleOf(parent) === 'treeitem';
  };

  const tooltip = (el, role) => {
    if (role === 'none') return '';
    const title = el.getAttribute('title');
    if (!blank(title)) return spaced(title);
    if (tagOf(el) === 'input' || tagOf(el) === 'textarea') {
      const placeholder = el.getAttribute('placeholder');
      if (!blank(placeholder)) return spaced(placeholder);
    }
    const aria = el.getAttribute('aria-placeholder');
    return blank(aria) ? '' : spaced(aria);
  };

  // accname 2C; null: not a control that counts with its value. A secret never gets into a name.
  const embedded = (el, role) => {
    const tag = tagOf(el);
    if (role === 'textbox' || role === 'searchbox') {
      if (isSecret(el)) return '';
      return tag === 'input' || tag === 'textarea' ? el.value : el.textContent;
    }
    if (role === 'combobox' || role === 'listbox') {
      if (tag === 'select') return chosen(el);
      if (tag === 'input') return el.value;
      const options = selectedOptions(el);
      if (options.length) return options.map((option) => fold(option.textContent)).join(' ');
      const shown = fold(el.textContent);
      return role === 'listbox' ? '' : shown || null;
    }
    if (RANGES.has(role)) {
      const text = attr(el, 'aria-valuetext') || attr(el, 'aria-valuenow');
      if (text) return text;
      if (tag === 'input') return el.value;
      if (tag === 'meter' || tag === 'progress') return el.hasAttribute('value') ? String(el.value) : '';
      return null;
    }
    return null;
  };

  const chosen = (select) => Array.from(select.selectedOptions, (option) => fold(option.label || option.text)).join(' ');

  const selectedOptions = (el) => {
    const within = [el, ...referred(el, 'aria-owns'), ...referred(el, 'aria-controls')];
    const found = [];
    for (const list of within) {
      for (const option of list.querySelectorAll('[role~="option"][aria-selected="true"]')) found.push(option);
      if (found.length) break;
    }
    return found;
  };

  /** html-aam 4.1: the name that the host language gives, by element; null where it has none to give. */
  const nativeName = (el, walk) => {
    const tag = tagOf(el);
    if (isSvg(el)) return svgName(el, walk);
    switch (tag) {
      case 'input':
        return inputName(el, walk);
      case 'button':
      case 'meter':
      case 'output':
      case 'progress':
      case 'select':
      case 'textarea':
        return labelsName(el, walk);
      case 'fieldset':
        return childName(el, 'legend', walk);
      case 'figure':
        return childName(el, 'figcaption', walk, true);
      case 'table':
        return childName(el, 'caption', walk) || spaced(attr(el, 'summary'));
      case 'img':
      case 'area':
        return spaced(attr(el, 'alt'));
      case 'optgroup':
        return spaced(attr(el, 'label'));
      case 'option':
        return attr(el, 'label') ? spaced(attr(el, 'label')) : null;
      case 'math':
        return spaced(attr(el, 'alttext'));
      default:
        // A custom element that takes part in forms can have labels too.
        return tag.includes('-') && el.labels ? labelsName(el, walk) : null;
    }
  };

  const inputName = (el, walk) => {
    const labels = labelsName(el, walk);
    if (!blank(labels)) return labels;
    switch (el.type) {
      case 'submit':
      case 'reset':
        return spaced(el.hasAttribute('value') ? el.value : el.type === 'submit' ? 'Submit' : 'Reset');
      case 'button':
        return spaced(el.value);
      case 'image':
        if (attr(el, 'alt')) return spaced(attr(el, 'alt'));
        return attr(el, 'title') ? null : spaced(attr(el, 'value') || 'Submit');
      case 'file':
        return attr(el, 'title') || !walk.root ? null : 'Choose File';
      default:
        return null;
    }
  };

  // All labels, in document order, also hidden ones. One that is being read already names what it holds, not its control; one
  // within another is read with it.
  const labelsName = (el, walk) => {
    let text = '';
    let last = null;
    for (const label of el.labels || []) {
      if ((walk.seen.has(label) && !walk.root) || (last && last.contains(label))) continue;
      last = label;
      text += spaced(compute(label, step(walk, { direct: true, bare: false })));
    }
    return text;
  };

  const childName = (el, tag, walk, deep) => {
    let child = Array.prototype.find.call(el.children, (at) => tagOf(at) === tag);
    if (!child && deep) child = el.querySelector(tag);
    // html-aam: unlike a label, a hidden legend or caption says nothing.
    return child && (walk.bare || !isHidden(child)) ? compute(child, step(walk, { direct: true })) : null;
  };

  const svgName = (el, walk) => {
    const title = Array.prototype.find.call(el.children, (at) => tagOf(at) === 'title');
    if (title && !blank(title.textContent)) return spaced(title.textContent);
    const linked = el.getAttributeNS('http://www.w3.org/1999/xlink', 'title');
    if (!blank(linked)) return spaced(linked);
    return tagOf(el) === 'svg' && walk.root ? contentOf(el, walk) : null;
  };

  const firstHeading = (el) => {
    let level = [el];
    while (level.length) {
      const next = [];
      for (const at of level) {
        for (const child of composedChildren(at)) {
          if (!isElement(child) || unrenderedHere(child) || withdrawnHere(child)) continue;
          const role = roleOf(child);
          if (role === 'heading' && styleOf(child).visible) return child;
          if (!OWN_WORLD.has(role)) next.push(child);
        }
      }
      level = next;
    }
    return null;
  };

  // accname 2F.i: generated content, then each child, then generated content. Text runs together as it is drawn: what is not
  // inline stands by itself.
  const contentOf = (el, walk) => {
    const style = styleOf(el);
    if (style.skipsContent && !walk.bare) return '';
    const shown = walk.bare || (style.visible && !(tagOf(el) === 'details' && !el.open));
    let text = style.list && walk.direct ? marker(el, style.list) : '';
    text += generated(el, '::before');
    const [children, owned] = accessibleChildren(el);
    for (const child of children) {
      if (child.nodeType === 3) {
        // accname 2G
        if (shown) text += LETTERS[style.letters] ? LETTERS[style.letters](child.data) : child.data;
      } else if (child.nodeType === 1) {
        const part = compute(child, step(walk));
        text += part ? (standsAlone(child) ? ` ${part} ` : part) : standsBetween(child) ? ' ' : '';
      }
    }
    for (const child of owned) text += spaced(compute(child, step(walk)));
    return text + generated(el, '::after');
  };

  // Letters as they are drawn; the other transforms change what a word means.
  const LETTERS = {
    uppercase: (text) => text.toUpperCase(),
    lowercase: (text) => text.toLowerCase(),
    capitalize: (text) => {
      segmenter = segmenter || new Intl.Segmenter(undefined, { granularity: 'word' });
      return Array.from(segmenter.segment(text), ({ segment }) => segment.replace(/^\p{Ll}/u, capital)).join('');
    },
  };
  let segmenter = null;
  const capital = (letter) => (letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter);

  const INLINE_TAGS = words('a abbr b bdi bdo cite code em font i mark q s samp small span strong sub sup u var');
  const standsAlone = (el) => {
    const display = styleOf(el).display;
    if (display === 'none') return !INLINE_TAGS.has(tagOf(el));
    return !/^(inline|contents|ruby|ruby-text)$/.test(display);
  };

  // What has nothing to read but keeps apart the words around it: a control, or what breaks the line.
  const CONTROL_TAGS = words('button input meter progress select textarea');
  const standsBetween = (el) => {
    const { display } = styleOf(el);
    if (display === 'none') return false;
    if (/^(inline|contents|ruby)/.test(display)) return CONTROL_TAGS.has(tagOf(el));
    return !neverShown(el) && !/absolute|fixed/.test(el.ownerDocument.defaultView.getComputedStyle(el).position);
  };

  // ---- generated content (accname 2F.ii, css 1.2) ----------------------------------------------------------------------
  const generated = (el, which) => {
    let both = pseudos.get(el);
    if (!both) pseudos.set(el, (both = {}));
    if (both[which] === undefined) both[which] = readGenerated(el, which);
    return both[which];
  };

  let drawn = false;
  const readGenerated = (el, which) => {
    const view = el.ownerDocument.defaultView;
    if (!view) return '';
    const style = view.getComputedStyle(el, which);
    const content = style.content;
    if (!content || content === 'none' || content === 'normal') return '';
    if (style.display === 'none' || style.visibility !== 'visible') return '';
    const text = contentText(el, content, which);
    drawn ||= /[\p{L}\p{N}]/u.test(text || '');
    return text && style.display !== 'inline' ? ` ${text} ` : text;
  };

  // The alternative text, if there is one behind a slash, stands for the rest.
  const contentText = (el, content, which) => {
    let text = '';
    let instead = false;
    const pattern = new RegExp(
      [
        '"((?:[^"\\\\]|\\\\[^])*)"', // a string, as computed styles write it
        "'((?:[^'\\\\]|\\\\[^])*)'",
        'attr\\(\\s*([-\\w]+)[^)]*\\)',
        '(counters?\\((?:[^()"]|"(?:[^"\\\\]|\\\\[^])*")*\\))',
        '[-\\w]+\\((?:[^()"]|"[^"]*")*\\)', // an image: nothing to read
        '(open-quote|close-quote)',
        '(/)',
      ].join('|'),
      'g',
    );
    for (const [, double, single, name, counter, quote, slash] of content.matchAll(pattern)) {
      if (slash) {
        text = '';
        instead = true;
      } else if (name) text += el.getAttribute(name) || '';
      else if (counter) text += counterText(el, counter, which);
      else if (quote) text += quote === 'open-quote' ? '\u201C' : '\u201D';
      else text += unescape(double !== undefined ? double : single || '');
    }
    return instead ? spaced(text) : text;
  };

  const unescape = (text) =>
    text.replace(/\\(?:([0-9a-f]{1,6})\s?|([^]))/gi, (_, hex, plain) =>
      hex ? String.fromCodePoint(parseInt(hex, 16)) : plain,
    );

  // ---- counters (css): no computed style tells their values, so the page is counted, once and only if a name asks -------
  const counterText = (el, written, which) => {
    const [, all, name, rest] = written.match(/^counter(s?)\(\s*([^\s,()]+)([^]*)\)$/) || [];
    if (!name) return '';
    const quoted = Array.from(rest.matchAll(/"((?:[^"\\]|\\[^])*)"/g), ([, text]) => unescape(text));
    const between = all ? quoted.shift() || '' : '';
    const [, kind] = rest.match(/,\s*([-\w]+)\s*$/) || [];
    const said = (value) => (quoted.length ? quoted[0] : numeral(value, kind || 'decimal'));
    if (name === 'list-item') {
      const item = composedClosest(el, (at) => tagOf(at) === 'li' || styleOf(at).list);
      return said(item ? ordinal(item) : 0);
    }
    const doc = el.ownerDocument;
    if (!counts.has(doc)) counts.set(doc, countAll(doc));
    const kept = counts.get(doc).get(el);
    const values = (kept && kept[which] && kept[which][name]) || [0];
    return all ? values.map(said).join(between) : said(values[values.length - 1]);
  };

  // For each element whose generated content has counters: their values there, the outermost first.
  const countAll = (doc) => {
    const found = new Map();
    const scopes = Object.create(null);
    const opened = [];
    const open = (name, level, value) => {
      const scope = (scopes[name] = scopes[name] || []);
      // A counter that a sibling has set up before ends here.
      if (scope.length && scope[scope.length - 1].level === level) scope[scope.length - 1].value = value;
      else {
        scope.push({ level, value });
        opened.push({ name, level });
      }
    };
    const innermost = (name, level) => {
      if (!scopes[name] || !scopes[name].length) open(name, level, 0);
      return scopes[name][scopes[name].length - 1];
    };
    const each = (written, act) => {
      if (!written || written === 'none') return;
      for (const [, name, number] of written.matchAll(/(\S+)\s+(-?\d+)/g)) act(name, Number(number));
    };
    const count = (style, level) => {
      each(style.counterReset, (name, number) => open(name, level, number));
      each(style.counterIncrement, (name, number) => (innermost(name, level).value += number));
      each(style.counterSet, (name, number) => (innermost(name, level).value = number));
    };
    const keep = (el, which, content) => {
      if (!content.includes('counter')) return;
      if (!found.has(el)) found.set(el, {});
      const values = (found.get(el)[which] = Object.create(null));
      for (const name of Object.keys(scopes)) values[name] = scopes[name].map((scope) => scope.value);
    };
    const visit = (el, level) => {
      const view = doc.defaultView;
      const style = view.getComputedStyle(el);
      if (style.display === 'none') return;
      count(style, level);
      const pseudo = (which) => {
        const own = view.getComputedStyle(el, which);
        if (own.content === 'none' || own.content === 'normal' || own.display === 'none') return;
        count(own, level + 1);
        keep(el, which, own.content);
      };
      if (style.display.includes('list-item')) keep(el, '::marker', view.getComputedStyle(el, '::marker').content);
      pseudo('::before');
      for (const child of composedChildren(el)) if (child.nodeType === 1) visit(child, level + 1);
      pseudo('::after');
      while (opened.length && opened[opened.length - 1].level > level) scopes[opened.pop().name].pop();
    };
    if (doc.documentElement) visit(doc.documentElement, 0);
    return found;
  };

  const letters = (value) => {
    let text = '';
    for (let rest = value; rest > 0; rest = Math.floor((rest - 1) / 26)) {
      text = String.fromCharCode(97 + ((rest - 1) % 26)) + text;
    }
    return text;
  };
  const ROMAN = { m: 1000, cm: 900, d: 500, cd: 400, c: 100, xc: 90, l: 50, xl: 40, x: 10, ix: 9, v: 5, iv: 4, i: 1 };
  const roman = (value) => {
    let text = '';
    let rest = value < 4000 ? value : 0;
    for (const [sign, worth] of Object.entries(ROMAN)) for (; rest >= worth; rest -= worth) text += sign;
    return text;
  };

  // A number as a counter style writes it; one that is not known here counts in digits.
  const numeral = (value, kind) => {
    const [, size, system] = kind.match(/^(lower|upper)-(alpha|latin|roman)$/) || [];
    if (system) {
      const text = (system === 'roman' ? roman : letters)(value) || String(value);
      return size === 'upper' ? text.toUpperCase() : text;
    }
    if (kind === 'decimal-leading-zero') return String(value).padStart(2, '0');
    if (kind === 'none') return '';
    return MARKERS[kind] ? MARKERS[kind].trim() : String(value);
  };

  // The marker of a list item. Choice: only where the item itself is referred to; in a list nobody says the bullet.
  const MARKERS = { disc: '\u2022 ', circle: '\u25E6 ', square: '\u25AA ' };
  const marker = (el, type) => {
    const view = el.ownerDocument.defaultView;
    const content = view ? view.getComputedStyle(el, '::marker').content : 'normal';
    if (content && content !== 'normal' && content !== 'none') return contentText(el, content, '::marker');
    if (content === 'none') return '';
    if (/^(decimal|lower-|upper-)/.test(type)) return `${numeral(ordinal(el), type)}. `;
    return MARKERS[type] || '';
  };

  const ordinal = (item) => {
    const list = item.parentNode;
    const within = isElement(list) ? list : { children: [item] };
    const items = Array.prototype.filter.call(within.children, (at) => tagOf(at) === 'li' || at === item);
    const back = within.reversed === true;
    let count = within.start !== undefined && (!back || within.hasAttribute('start')) ? within.start : back ? items.length : 1;
    for (const at of items) {
      if (at.hasAttribute('value') && tagOf(at) === 'li') count = at.value;
      if (at === item) break;
      count += back ? -1 : 1;
    }
    return count;
  };

  // ---- states (aria 6.6) -----------------------------------------------------------------------------------------------
  const threeWay = (el, name) => {
    const value = attr(el, name).toLowerCase();
    return value === 'true' ? true : value === 'false' ? false : value === 'mixed' ? 'mixed' : undefined;
  };

  const isCheckInput = (el) => tagOf(el) === 'input' && (el.type === 'checkbox' || el.type === 'radio');
  const nativeChecked = (input) => (input.type === 'checkbox' && input.indeterminate ? 'mixed' : input.checked);

  // What component libraries write where ARIA says nothing.
  const DATA_STATE = { checked: true, on: true, unchecked: false, off: false, indeterminate: 'mixed' };
  const dataState = (el) => {
    const state = attr(el, 'data-state').toLowerCase();
    if (Object.prototype.hasOwnProperty.call(DATA_STATE, state)) return DATA_STATE[state];
    for (const name of ['data-checked', 'data-selected', 'checked']) {
      if (el.hasAttribute(name)) return attr(el, name).toLowerCase() !== 'false';
    }
    return undefined;
  };

  const CHECK_ROLES = words('checkbox radio switch menuitemcheckbox menuitemradio option treeitem row');

  const checkedOf = (el) => {
    if (isCheckInput(el)) return nativeChecked(el);
    const role = roleOf(el);
    for (const name of ['aria-checked', 'aria-pressed']) {
      const value = threeWay(el, name);
      if (value !== undefined) return value;
    }
    // A drawing over an input, or the label of one: the input knows.
    if (tagOf(el) === 'label' && el.control && isCheckInput(el.control)) return nativeChecked(el.control);
    const inner = el.querySelectorAll('input[type=checkbox], input[type=radio]');
    if (inner.length === 1) return nativeChecked(inner[0]);
    if (tagOf(el) === 'option') return el.selected;
    if (CHECK_ROLES.has(role)) {
      const selected = threeWay(el, 'aria-selected');
      return selected !== undefined ? selected : dataState(el);
    }
    return undefined;
  };

  const SELECT_ROLES = words('option tab treeitem row gridcell columnheader rowheader listitem menuitem link button');

  const selectedOf = (el) => {
    if (tagOf(el) === 'option') return el.selected;
    const selected = threeWay(el, 'aria-selected');
    if (selected !== undefined) return selected;
    if (!SELECT_ROLES.has(roleOf(el))) return undefined;
    if (el.hasAttribute('aria-current')) return !/^(false)?$/i.test(attr(el, 'aria-current'));
    const state = attr(el, 'data-state').toLowerCase();
    if (state === 'active' || state === 'inactive') return state === 'active';
    return el.hasAttribute('data-selected') ? attr(el, 'data-selected').toLowerCase() !== 'false' : undefined;
  };

  const expandedOf = (el) => {
    const expanded = threeWay(el, 'aria-expanded');
    if (expanded !== undefined) return expanded;
    if (tagOf(el) === 'details') return el.open;
    if (isFirstSummary(el)) return el.parentNode.open;
    const popover = el.popoverTargetElement;
    return popover ? popover.matches(':popover-open') : undefined;
  };

  // Natively (a disabled fieldset counts, but not for what is in its first legend: `:disabled` knows), through ARIA, also of
  // what holds it, through inert, and a label through its control.
  const disabledOf = (el) => {
    if (isNativelyDisabled(el)) return true;
    if (tagOf(el) === 'label' && el.control && isNativelyDisabled(el.control)) return true;
    let aria;
    for (let at = el; at; at = composedParent(at)) {
      if (at.hasAttribute('inert')) return true;
      if (at !== el && tagOf(at) !== 'fieldset' && isNativelyDisabled(at)) return true;
      if (aria === undefined) aria = threeWay(at, 'aria-disabled');
    }
    return aria === true;
  };

  const valueOf = (el, role) => {
    const tag = tagOf(el);
    if (tag === 'input') {
      if (isSecret(el) || isCheckInput(el) || /^(button|submit|reset|image|file)$/.test(el.type)) return undefined;
      return el.value;
    }
    if (tag === 'textarea') return el.value;
    if (tag === 'select') return chosen(el);
    if (tag === 'meter' || tag === 'progress') return el.hasAttribute('value') ? String(el.value) : undefined;
    if (role === 'textbox' || role === 'searchbox') return fold(el.textContent);
    if (RANGES.has(role)) return attr(el, 'aria-valuetext') || attr(el, 'aria-valuenow') || undefined;
    if (role === 'combobox' || role === 'listbox') {
      const value = embedded(el, role);
      if (value) return value;
      return role === 'combobox' ? textOf(el) || undefined : undefined;
    }
    return el.isContentEditable ? fold(el.textContent) : undefined;
  };

  const popupOf = (el) => {
    const popup = attr(el, 'aria-haspopup').toLowerCase();
    if (popup === 'true') return 'menu';
    if (/^(menu|listbox|tree|grid|dialog)$/.test(popup)) return popup;
    if (popup === 'false') return undefined;
    return roleOf(el) === 'combobox' ? 'listbox' : undefined;
  };

  const flag = (el, native, aria) => {
    if (el[native] !== undefined && typeof el[native] === 'boolean' && /^(input|textarea|select)$/.test(tagOf(el))) {
      if (el[native]) return true;
    }
    const value = threeWay(el, aria);
    return value !== undefined ? value : typeof el[native] === 'boolean' && el[native] === false ? false : undefined;
  };

  const isModal = (el) => {
    if (tagOf(el) === 'dialog' && el.matches(':modal')) return true;
    return threeWay(el, 'aria-modal');
  };

  /** The state; what is not known is undefined. `checked` and `pressed` may be 'mixed'. */
  const stateOf = (el) => {
    const role = roleOf(el);
    return {
      checked: checkedOf(el),
      expanded: expandedOf(el),
      selected: selectedOf(el),
      disabled: disabledOf(el),
      pressed: threeWay(el, 'aria-pressed'),
      readonly: flag(el, 'readOnly', 'aria-readonly'),
      required: flag(el, 'required', 'aria-required'),
      value: valueOf(el, role),
      haspopup: popupOf(el),
      busy: threeWay(el, 'aria-busy'),
      modal: isModal(el),
    };
  };

  return {
    fresh, roleOf, nameOf, nameIfShown, textOf, stateOf, isHidden, isUnrendered, isFocusable, composedChildren, composedParent,
    composedClosest, fold,
    /** Whether a style sheet has been met that draws words, in this document. */
    draws: () => drawn,
  };
})();
