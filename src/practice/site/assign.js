// The dialog that gives assets to a system user: three columns, and the words that opened it may commit it too.

const APP_TASKS = [
  { key: "develop_app", about: "develop_about", task: "DEVELOP", implies: ["ANALYZE", "TEST"] },
  { key: "view_insights", about: "view_about", task: "ANALYZE", implies: [] },
  { key: "test_app", about: "test_about", task: "TEST", implies: [] },
  { key: "manage_app", about: "manage_about", task: "MANAGE", implies: ["DEVELOP", "ANALYZE", "TEST"], full: true },
];
const OTHER_TASKS = {
  waba: [{ key: "view_waba", task: "ANALYZE", implies: [] }, { key: "manage_waba", task: "MANAGE", implies: ["ANALYZE"], full: true }],
  page: GEN3
    ? [{ key: "leads", about: "leads_about", task: "LEADS", implies: [] }, { key: "view_page", about: "view_page_about", task: "ANALYZE", implies: [] }, { key: "manage_page", about: "everything_about", task: "MANAGE", implies: ["ANALYZE", "LEADS"], full: true }]
    : [{ key: "view_page", task: "ANALYZE", implies: [] }, { key: "manage_page", task: "MANAGE", implies: ["ANALYZE"], full: true }],
};

// Only the types that the portfolio has are in generation 2.
const assetTypes = () => GEN2
  ? [["apps", "app"], ["pixels", "pixel"], ["whatsapp_accounts", "waba"], ["datasets", null]]
  : [["pages", "page"], ["ad_accounts", null], ["catalogues", null], ["apps", "app"], ["pixels", "pixel"], ["instagram", null], [GEN === "1b" ? "datasets" : "events", null], ["whatsapp_accounts", "waba"]];

// What is chosen in the dialog, whatever its face. Tasks are kept for each type; what one implies is worked out.
function assignModel() {
  const tasksOf = (kind) => (kind === "app" ? APP_TASKS : OTHER_TASKS[kind] || OTHER_TASKS.page);
  const model = {
    assets: null, ticked: new Set(), tasks: {}, tasksOf,
    kindOf: (id) => Object.values(model.assets || {}).flat().find((asset) => asset.id === id)?.kind,
    tickedOf: (kind) => [...model.ticked].filter((id) => model.kindOf(id) === kind),
    kinds: () => [...new Set([...model.ticked].map(model.kindOf))],
    chosenTasks: (kind) => {
      const own = model.tasks[kind] || new Set();
      return new Set([...own, ...tasksOf(kind).filter((task) => own.has(task.task)).flatMap((task) => task.implies)]);
    },
    tick: (id) => {
      model.ticked.has(id) ? model.ticked.delete(id) : model.ticked.add(id);
      const kind = model.kindOf(id);
      if (!model.tasks[kind]) model.tasks[kind] = new Set(kind === "app" && SW.tasks_default === "develop" ? ["DEVELOP"] : []);
    },
    ready: () => model.ticked.size > 0 && model.kinds().every((kind) => model.chosenTasks(kind).size),
    body: () => ({
      assets: [...model.ticked].map((id) => ({ kind: model.kindOf(id), id, tasks: [...model.chosenTasks(model.kindOf(id))] })),
      tasks: [...new Set(model.kinds().flatMap((kind) => [...model.chosenTasks(kind)]))],
    }),
  };
  return model;
}

// The toggles of a type, under their headings. What is on because of another is greyed.
function taskToggles(model, kind, changed) {
  const toggles = new Map();
  const tasks = model.tasksOf(kind);
  const paint = () => {
    const on = model.chosenTasks(kind);
    for (const task of tasks) {
      const by = tasks.find((other) => model.tasks[kind].has(other.task) && other.implies.includes(task.task));
      toggles.get(task.task)?.set(on.has(task.task), !!by, by && T("because", { x: T(task.key), y: T(by.key) }));
    }
  };
  const toggle = (task) => {
    const el = check({ label: T(task.key), detail: task.about && T(task.about), shape: "toggle", side: GEN2 || GEN === "1b" ? "left" : "right", act: (on) => {
      const own = model.tasks[kind];
      on ? own.add(task.task) : own.delete(task.task);
      paint();
      changed();
    } });
    toggles.set(task.task, el);
    return el;
  };
  // Of a Page the headings say where it holds.
  const both = GEN3 && kind === "page";
  const all = [h("div", { class: "task-title" }, T(both ? "partial_both" : "partial_access")), tasks.filter((task) => !task.full).map(toggle),
    h("div", { class: "task-title line" }, T(both ? "full_both" : "full_control")), tasks.filter((task) => task.full).map(toggle)];
  paint();
  return all;
}

function assignDialog(business, user, refresh) {
  if (GEN3) return assignDialogThree(business, user, refresh);
  const dialog = openDialog({ title: T("assign_title", { name: user.name }), looks: "wide" });
  const view = Object.assign(assignModel(), { type: assetTypes()[0], shown: assetTypes()[0], filter: "" });
  const { tickedOf } = view;
  const columns = [h("div", { class: "col types" }), h("div", { class: "col assets" }), h("div", { class: "col tasks" })];
  const counter = h("span", { class: "grow quiet" });
  const save = button({ text: T("save"), kind: "primary", disabled: true, commits: true, act: async () => {
    save.setDisabled(true);
    dialog.calm();
    const asked = () => committed("assign", { user_id: user.id, business_id: business.id, ...view.body() }, "assign");
    if (isOptimistic()) return assignedEarly(dialog, view, asked, refresh);
    const result = await asked();
    if (!result.ok) {
      save.setDisabled(false);
      if (result.error) dialog.fail(result.error);
      return;
    }
    dialog.close();
    confirmAssigned(user, refresh);
  } });
  const settle = () => {
    save.setDisabled(!view.ready());
    counter.textContent = GEN2 && view.ticked.size ? T("selected", { n: view.ticked.size }) : "";
  };

  const choose = async (type) => {
    view.type = type;
    view.filter = "";
    drawTypes();
    // What was listed before stays until the answer comes.
    if (SW["manner.stale"] === "yes") await ask("assets", { business_id: business.id });
    view.shown = type;
    drawAssets();
    drawTasks();
  };
  const drawTypes = () => fill(columns[0], h("div", { class: "col-head" }, T("asset_type")), assetTypes().map((type) => {
    const [key, kind] = type;
    const count = kind ? tickedOf(kind).length : 0;
    return row({ looks: "type-row", text: "type " + T(key), selected: key === view.type[0], act: () => choose(type) },
      h("span", { class: "grow" }, T(key)), count ? h("span", { class: "count" }, String(count)) : null);
  }));

  const list = h("div", { class: "asset-list" });
  const tick = (id) => {
    view.tick(id);
    drawTypes();
    drawList();
    drawTasks();
    settle();
  };
  const shape = GEN === "1" || GEN === "1-expiry" ? "round" : "square";
  const drawList = () => {
    const all = (view.assets && view.assets[view.shown[1]]) || [];
    const shown = all.filter((asset) => (asset.name + asset.id).toLowerCase().includes(view.filter.toLowerCase()));
    const everything = shown.length > 0 && shown.every((asset) => view.ticked.has(asset.id));
    const tickAll = () => { for (const asset of shown) if (view.ticked.has(asset.id) === everything) tick(asset.id); };
    fill(list,
      h("div", { class: "asset-head" }, check({ label: T(shape === "round" ? "name" : "select_all"), shape, on: everything, side: shape === "round" ? "right" : "left", act: tickAll })),
      shown.length ? shown.map((asset) => {
        const words = h("span", { class: "asset-words" }, h("span", { class: "asset-icon", "aria-hidden": "true" }, icon("atom", 20)), h("span", { "data-n": "" }, asset.name));
        const line = check({ label: asset.name, shape, on: view.ticked.has(asset.id), side: shape === "round" ? "right" : "left", beside: words, act: () => tick(asset.id) });
        return h("div", { class: "asset-line" + (view.ticked.has(asset.id) ? " selected" : "") }, line);
      }) : view.assets ? h("p", { class: "quiet pad" }, T("no_assets")) : busy());
  };
  const drawAssets = () => {
    fill(columns[1], h("div", { class: "col-head" }, T("select_assets")), field({ placeholder: T("search_filter"), search: true, value: view.filter, input: (text) => { view.filter = text; drawList(); } }), list);
    restless(list, drawList);
  };

  const drawTasks = () => {
    const kind = view.shown[1];
    const title = GEN2 || GEN === "1b" ? T("assign_permissions") : T("app");
    fill(columns[2], h("div", { class: "col-head" }, title),
      kind && tickedOf(kind).length ? taskToggles(view, kind, settle) : h("p", { class: "quiet pad" }, T("choose_assets")));
  };

  fill(dialog.body, h("div", { class: "cols" }, columns));
  fill(dialog.footer, counter, button({ text: T("cancel"), act: () => dialog.close() }), withTwins(save, T("save")));
  drawTypes();
  drawAssets();
  drawTasks();
  ask("assets", { business_id: business.id }).then((assets) => {
    view.assets = assets;
    drawTypes();
    drawList();
    drawTasks();
  });
}

// The pane shows what was asked for at once, and takes it back where the server refuses.
async function assignedEarly(dialog, model, asked, refresh) {
  dialog.close();
  const early = Object.entries(model.assets).flatMap(([kind, all]) => all.filter((one) => model.ticked.has(one.id)).map((one) => ({ ...one, kind, tasks: [...(model.tasks[kind] || [])] })));
  await optimistically(asked, () => refresh(early), () => refresh());
}

// What follows: in generation 1 a confirmation with "Done".
function confirmAssigned(user, refresh) {
  const wish = SW.confirm === "auto" ? (GEN2 ? "toast" : "dialog") : SW.confirm;
  if (wish !== "dialog") {
    if (wish === "toast") note(T("assigned_done"));
    return refresh();
  }
  const dialog = openDialog({ title: T("assigned_done"), looks: "small", onclose: refresh });
  fill(dialog.body, h("p", null, T("assigned_done_about", { name: user.name })));
  fill(dialog.footer, button({ text: T("done"), kind: "primary", act: () => dialog.close() }));
}
