// The two assign dialogs of 2026: three columns that scroll each for itself, and pickers with a part that unfolds.

const typesOf2026 = () => SW.assign_face === "columns"
  ? [["facebook_pages", "page"], ["ad_accounts", null], ["catalogues", null], ["apps", "app"], ["pixels", "pixel"], ["instagram", null], ["events", null], ["whatsapp_accounts", "waba"], ["datasets", null]]
  : [...(SW.preticked === "page" ? [["facebook_pages", "page"]] : []), ["catalogues", null], ["apps", "app"], ["pixels", "pixel"], ["instagram", null], ["events", null], ["domains", null], ["whatsapp_accounts", "waba"], ["datasets", null]];

function assignDialogThree(business, user, refresh) {
  const dialog = openDialog({ title: T("assign_title", { name: user.name }), looks: "wide" });
  const model = assignModel();
  const counter = h("span", { class: "grow counted" });
  const save = button({ text: T("save"), kind: "primary", disabled: true, commits: true, act: () => send(false) });
  const send = async (confirmed) => {
    save.setDisabled(true);
    dialog.calm();
    const body = { user_id: user.id, business_id: business.id, ...model.body(), confirmed };
    const asked = () => committed("assign", body, "assign");
    if (isOptimistic()) return assignedEarly(dialog, model, asked, refresh);
    const result = await asked();
    if (result.removes) return removesDialog(() => send(true), settle);
    if (!result.ok) {
      settle();
      if (result.error) dialog.fail(result.error);
      return;
    }
    dialog.close();
    confirmAssigned(user, refresh);
  };
  const settle = () => {
    save.setDisabled(!model.ready());
    fill(counter, model.ticked.size ? [icon("tick", 16), h("span", null, T(model.ticked.size === 1 ? "selected" : "selected_many", { n: model.ticked.size }))] : null);
  };
  const types = typesOf2026();
  const rail = h("div", { class: "col types" });
  let type = types[0];
  const drawTypes = () => fill(rail, h("div", { class: "col-head" }, T("asset_type"), icon("info", 14)), h("div", { class: "col-scroll" }, types.map((one) => {
    const [key, kind] = one;
    const count = kind ? model.tickedOf(kind).length : 0;
    return row({ looks: "type-row", text: "type " + T(key), selected: key === type[0], act: () => choose(one) },
      h("span", { class: "grow" }, T(key)), count ? h("span", { class: "count bare" }, String(count)) : null);
  })));
  const face = (SW.assign_face === "columns" ? columnsFace : pickersFace)(model, () => { drawTypes(); settle(); });
  const choose = async (one) => {
    type = one;
    drawTypes();
    // What was listed before stays until the answer comes.
    if (SW["manner.stale"] === "yes") await ask("assets", { business_id: business.id });
    if (type === one) face.show(type);
  };
  fill(dialog.body, h("div", { class: "cols three" }, rail, face.columns));
  fill(dialog.footer, counter, button({ text: T("cancel"), act: () => dialog.close() }), withTwins(save, T("save")));
  drawTypes();
  face.show(type);
  ask("assets", { business_id: business.id }).then((assets) => {
    model.assets = assets;
    for (const page of (SW.preticked === "page" && assets.page) || []) if (!model.ticked.size) {
      model.tick(page.id);
      model.tasks.page.add("ANALYZE");
    }
    drawTypes();
    settle();
    face.show(type);
  });
}

function columnsFace(model, changed) {
  const assets = h("div", { class: "col assets" });
  const tasks = h("div", { class: "col tasks" });
  const list = h("div", { class: "col-scroll" });
  let type = null;
  let filter = "";
  const tick = (id) => {
    model.tick(id);
    changed();
    drawList();
    drawTasks();
  };
  const drawList = () => {
    const all = (model.assets && model.assets[type[1]]) || [];
    const shown = all.filter((asset) => (asset.name + asset.id).toLowerCase().includes(filter.toLowerCase()));
    const everything = shown.length > 0 && shown.every((asset) => model.ticked.has(asset.id));
    const tickAll = () => { for (const asset of shown) if (model.ticked.has(asset.id) === everything) tick(asset.id); };
    fill(list, h("div", { class: "asset-head" }, check({ label: T("select_all"), on: everything, act: tickAll })),
      shown.length ? shown.map((asset) => {
        const words = h("span", { class: "asset-words" }, h("span", { class: "asset-icon", "aria-hidden": "true" }, icon("atom", 20)), h("span", { "data-n": "" }, asset.name));
        return h("div", { class: "asset-line" + (model.ticked.has(asset.id) ? " selected" : "") }, check({ label: asset.name, on: model.ticked.has(asset.id), beside: words, act: () => tick(asset.id) }));
      }) : model.assets ? h("p", { class: "quiet pad" }, T("no_assets")) : busy());
  };
  const drawTasks = () => {
    const kind = type[1];
    fill(tasks, h("div", { class: "col-head" }, T("assign_permissions")), h("div", { class: "col-scroll" },
      kind && model.tickedOf(kind).length ? taskToggles(model, kind, changed) : h("p", { class: "quiet pad" }, T("choose_assets"))));
  };
  const show = (next) => {
    type = next;
    filter = "";
    fill(assets, h("div", { class: "col-head" }, T("select_assets")), field({ placeholder: T("search_filter"), search: true, input: (text) => { filter = text; drawList(); } }), list);
    restless(list, drawList);
    drawTasks();
  };
  return { columns: [assets, tasks], show };
}

function pickersFace(model, changed) {
  const side = h("div", { class: "col grow pickers" });
  let type = null;
  let open = null;
  let unfolded = false;
  const draw = () => {
    const kind = type[1];
    const all = (model.assets && kind && model.assets[kind]) || [];
    const plural = T(type[0]).toLowerCase();
    const names = h("strong");
    const paint = () => (names.textContent = all.filter((asset) => model.ticked.has(asset.id)).map((asset) => asset.name).join(", "));
    paint();
    const turn = (id) => {
      model.tick(id);
      paint();
      changed();
      drawLevel();
    };
    const item = (asset) => {
      const line = check({ label: asset.name, on: model.ticked.has(asset.id), act: (on) => { turn(asset.id); line.set(on); } });
      return line;
    };
    const everything = () => {
      const line = check({ label: T("select_all"), on: all.every((asset) => model.ticked.has(asset.id)), act: (on) => {
        for (const asset of all) if (model.ticked.has(asset.id) !== on) turn(asset.id);
        line.set(on);
        open?.again();
      } });
      return h("div", { class: "asset-head" }, line);
    };
    const face = popupFace([kind === "app" ? T("selected_apps") : T("selected_of", { x: plural }), " ", names], "dialog", () => {
      if (open) return open.close();
      open = searchPopup(face, { role: null, placeholder: T("search_filter"), rows: () => all, draw: item, head: everything, closed: () => { open = null; } });
    });
    face.prepend(icon("box", 16));
    const level = h("div");
    const drawLevel = () => {
      if (!kind || !model.tickedOf(kind).length) return fill(level);
      const own = model.chosenTasks(kind);
      const words = own.has("MANAGE") ? T("full_control") : own.size ? T("partial_access") : T("nothing_yet");
      const head = row({ looks: "unfold", text: "unfold " + type[0], act: () => { unfolded = !unfolded; drawLevel(); }, props: { "aria-expanded": String(unfolded) } },
        h("span", { class: "grow two-lines" }, h("span", null, kind === "app" ? T("access_to_apps") : T("access_to", { x: plural })), h("span", { class: "quiet" }, words)),
        h("span", { class: unfolded ? "chevron up" : "chevron" }, icon("chevron", 16)));
      fill(level, h("div", { class: "level" }, head, unfolded ? h("div", { class: "level-in" }, taskToggles(model, kind, () => {
        changed();
        head.querySelector("." + className("quiet")).textContent = model.chosenTasks(kind).has("MANAGE") ? T("full_control") : model.chosenTasks(kind).size ? T("partial_access") : T("nothing_yet");
      })) : null));
    };
    fill(side, h("div", { class: "col-head" }, T("select_assets")), h("div", { class: "col-scroll pad" },
      kind ? [face, level] : h("p", { class: "quiet" }, model.assets ? T("no_assets") : "")));
    drawLevel();
  };
  const show = (next) => {
    if (type !== next) unfolded = false;
    type = next;
    draw();
  };
  return { columns: [side], show };
}

// Something else would lose permissions: told before it is done. English words invented, after the Portuguese.
function removesDialog(go, back) {
  let went = false;
  const dialog = openDialog({ title: T("removes"), looks: "small", onclose: () => went || back() });
  fill(dialog.body, h("p", null, T("removes_about")));
  fill(dialog.footer, button({ text: T("removes_no"), act: () => dialog.close() }), button({ text: T("removes_yes"), kind: "primary", act: () => {
    went = true;
    dialog.close();
    go();
  } }));
}
