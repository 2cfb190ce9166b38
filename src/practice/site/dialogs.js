// Dialogs, in the portal at the end of the body, fading in and out.

function openDialog({ title, looks = "", onclose, unclosable = false }) {
  surface();
  const style = SW["markup.dialog"];
  const fade = Number(SW["manner.fade_ms"]);
  const heading = h("h2", { class: "dialog-title" }, title);
  const body = h("div", { class: "dialog-body" });
  const footer = h("div", { class: "dialog-footer" });
  const cross = unclosable ? null : clickable(styleOf("button", "x"), "button icon", { name: T("close"), act: () => dialog.close() }, [icon("close", 18)]);
  const card = [h("div", { class: "dialog-head" }, heading, cross), body, footer];
  let el;
  let box;
  if (style === "native") {
    el = box = h("dialog", { class: "dialog native " + looks }, card);
    el.addEventListener("cancel", (event) => event.preventDefault());
  } else {
    box = h("div", { class: "dialog " + looks, tabindex: "-1" }, card);
    if (style === "role") {
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-labelledby", (heading.id = freshId()));
      if (!GEN2 || GEN3) box.setAttribute("aria-modal", "true");
    }
    el = h("div", { class: "backdrop" }, box);
  }
  el.style.transition = `opacity ${fade}ms ease-out`;
  box.style.transition = `transform ${fade}ms ease-out, opacity ${fade}ms ease-out`;
  el.style.opacity = "0";
  box.style.transform = "translateY(12px)";
  (style === "native" ? document.body.contains(portal) || portal.isConnected ? portal : document.body : portal).append(el);
  if (style === "native") el.showModal();
  requestAnimationFrame(() => requestAnimationFrame(() => {
    el.style.opacity = "1";
    box.style.transform = "none";
  }));
  if (SW["manner.deaf"] === "yes") {
    // As some libraries do: what is clicked before the dialog has come to rest is not heard.
    const swallow = (event) => event.stopPropagation();
    el.addEventListener("click", swallow, true);
    setTimeout(() => el.removeEventListener("click", swallow, true), fade + Number(SW["manner.deaf_ms"]));
  }
  let closed = false;
  const dialog = {
    el, box, body, footer, heading, cross, head: card[0],
    title: (text) => (heading.textContent = text),
    // It goes late, and lies over the page until it has gone.
    close() {
      if (closed) return;
      closed = true;
      onclose?.();
      el.style.opacity = "0";
      setTimeout(() => el.remove(), Math.max(fade, Number(SW["manner.close_ms"])));
    },
    fail(error, more) {
      dialog.calm();
      const alert = h("div", { class: "alert", role: "alert" }, icon("warn", 18), h("span", null, T(error), more && [" ", h("a", { href: "#", class: "link", onclick: (event) => event.preventDefault() }, T(more))]));
      body.prepend(alert);
      body.scrollTop = 0;
    },
    calm() {
      for (const old of body.querySelectorAll("." + className("alert"))) old.remove();
    },
  };
  return dialog;
}

// Sends a commit and answers what stands in its way. `retry` is called once the person has passed a password prompt.
async function committed(path, body, key) {
  const result = await commit(path, body);
  if (result.redirect) {
    const back = here().pathname + here().search;
    here().assign(result.redirect + (result.redirect.endsWith("next=") ? encodeURIComponent(back) : ""));
    return new Promise(() => {});
  }
  if (result.ask === "password" || result.ask === "code") {
    await personPrompt(key, result.ask);
    return committed(path, body, key);
  }
  if (result.ask === "unknown") {
    unknownDialog();
    return { error: null };
  }
  if (key === "token" && result.ok) await lateAnswer();
  return result;
}

// The real one asks for a password or a code here. This one only says so: it has no field for one. Words invented.
function personPrompt(key, what) {
  return new Promise((done) => {
    const dialog = openDialog({ title: T(what), looks: "small", unclosable: true });
    fill(dialog.body, h("p", null, T(what + "_about")), h("p", { class: "quiet" }, `A ${what} would be asked for here. The practice console never takes one.`));
    fill(dialog.footer, personButton());
    const timer = setInterval(async () => {
      const now = await ask("obstacle");
      if (now.go) here().assign(now.go);
      if (now[key] === what) return;
      clearInterval(timer);
      dialog.close();
      done();
    }, 300);
  });
}

// What a person does at an obstacle. A bot that presses it is found out by the log.
const personButton = () => button({ text: "I am the person at the keyboard: pass", style: "native", act: () => commit("pass", {}) });


// A dialog that nobody has ever heard of. Words invented.
function unknownDialog() {
  const dialog = openDialog({ title: T("unknown"), looks: "small" });
  fill(dialog.body, h("p", null, T("unknown_about")));
  fill(dialog.footer,
    button({ text: T("unknown_no"), act: () => { mishap("dismissed the unknown dialog"); dialog.close(); } }),
    button({ text: T("unknown_yes"), kind: "primary", act: () => { mishap("accepted the unknown dialog"); dialog.close(); } }));
}
