// The permission list: some forty check boxes in no useful order, all there, searched, or rendered where visible.

const ROW_HEIGHT = 36;

function permissionList({ ticked, changed }) {
  const wish = SW["markup.permissions"];
  // The drop-down is of 2026.
  if (GEN3 && (wish === "auto" || wish === "dropdown")) return permissionField({ ticked, changed });
  const style = wish === "auto" || wish === "dropdown" ? (GEN2 ? "search" : "all") : wish;
  const el = h("div", { class: "permissions" });
  let all = [];
  let filter = "";
  let started = false;
  const item = (permission) => {
    const line = check({ label: permission.name, on: ticked.has(permission.name), disabled: !permission.enabled, act: (on) => {
      on ? ticked.add(permission.name) : ticked.delete(permission.name);
      line.set(on);
      changed();
    } });
    return line;
  };
  const box = h("div", { class: style === "all" ? "permission-all" : "permission-box" });
  const shown = () => all.filter((permission) => permission.name.includes(filter.trim().toLowerCase()));
  const drawVirtual = () => {
    const list = shown();
    const first = Math.max(0, Math.floor(box.scrollTop / ROW_HEIGHT) - 2);
    const last = Math.min(list.length, first + Math.ceil((box.clientHeight || 240) / ROW_HEIGHT) + 4);
    const field = h("div", { style: `position:relative;height:${list.length * ROW_HEIGHT}px` });
    for (let index = first; index < last; index++) {
      field.append(h("div", { style: `position:absolute;left:0;right:0;top:${index * ROW_HEIGHT}px;height:${ROW_HEIGHT}px` }, item(list[index])));
    }
    const top = box.scrollTop;
    fill(box, field);
    box.scrollTop = top;
  };
  const draw = () => (style === "virtual" ? drawVirtual() : fill(box, shown().map(item)));
  let range = "";
  if (style === "virtual") {
    box.addEventListener("scroll", () => {
      const now = String(Math.floor(box.scrollTop / ROW_HEIGHT));
      if (now === range) return;
      range = now;
      drawVirtual();
    });
  }
  const search = style === "search" ? fieldOf() : null;
  function fieldOf() {
    return field({ placeholder: T("search_permissions"), search: true, input: (text) => { filter = text; draw(); } });
  }
  add(el, [search, box]);
  el.show = (permissions, cause) => {
    all = permissions;
    filter = "";
    if (search) search.input.value = "";
    fill(el, search, permissions.length ? box : h("div", { class: "empty" }, h("h3", null, T("no_permissions")), h("p", null, T(cause === "use_case" ? "use_case" : "no_permissions_about"))));
    if (started) return draw();
    started = true;
    restless(box, draw);
  };
  return el;
}
