// The pages that stop a person. None has a field for a password; they say in words what would be asked.

const nextAddress = () => new URLSearchParams(here().search).get("next") || "/settings/info";

// Goes back as soon as the obstacle is gone: the person has signed in, the check is done.
function leaveWhenClear() {
  const timer = setInterval(async () => {
    const now = await ask("obstacle");
    if (now.go) {
      clearInterval(timer);
      return here().assign(now.go);
    }
    const still = location.origin === CONFIG.developers ? now.apps !== "none" || !now.signed_in : now.stuck;
    if (still) return;
    clearInterval(timer);
    here().assign(nextAddress());
  }, 300);
}

function loginPage() {
  document.title = T("log_in");
  plainPage(T("log_in"), h("p", null, T("log_in_about")),
    h("p", { class: "quiet" }, "A name and a password would be asked for here. The practice console never takes them."), personButton());
  leaveWhenClear();
}

function blockPage() {
  plainPage(T("device"), h("p", { class: "quiet" }, "A code might be asked for here. The practice console never takes one."), personButton());
  leaveWhenClear();
}

function homePage() {
  const restricted = new URLSearchParams(here().search).get("nav_ref") === "account_restricted";
  plainPage(T("home"), restricted && h("div", { class: "alert", role: "alert" }, icon("warn", 18), h("span", null, T("blocked"))));
}

function wrongPerson() {
  plainPage(T("wrong_person"), h("p", null, T("wrong_person_about")), button({ text: T("wrong_person"), kind: "primary", act: () => mishap("clicked Create your business portfolio") }));
}
