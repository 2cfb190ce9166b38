// What a page takes back after all, what it asks once more, and what it lays over what it has just shown. All of it invented.

// The token assistant sets the expiry back to what it proposes, on a page where that does not show.
function expirySetBack(wish) {
  if (SW["manner.expiry"] !== "resets") return;
  wish.expiry = "sixty";
  wish.expires = true;
}

// Whoever closes the dialog that shows the token is asked once more; `leave` closes it.
function leaveToken(leave) {
  if (SW["manner.leave"] === "at-once") return leave();
  const dialog = openDialog({ title: T("leave_title"), looks: "small" });
  fill(dialog.body, h("p", null, T("leave_about")));
  fill(dialog.footer, button({ text: T("leave_no"), act: () => dialog.close() }), button({ text: T("leave_yes"), kind: "primary", act: () => {
    dialog.close();
    leave();
  } }));
}

// Something new is shown, over the token. Its button is called as the token's own is.
function newsOverToken() {
  if (SW["manner.news"] === "none") return;
  setTimeout(() => {
    const dialog = openDialog({ title: T("news_title"), looks: "small", unclosable: true });
    const away = () => { commit("news", {}); dialog.close(); };
    fill(dialog.body, h("p", null, T("news_about")));
    fill(dialog.footer, button({ text: T("done"), kind: "primary", act: away }));
  }, Number(SW["manner.news_ms"]));
}

// Shows what was asked for before the server has answered, and takes it back where it refuses. Returns the answer.
async function optimistically(asked, show, takeBack) {
  show();
  const result = await asked();
  if (result.ok) return result;
  await sleep(Number(SW["manner.take_back_ms"]));
  takeBack();
  if (SW["manner.optimistic"] === "toast" && result.error) note(T(result.error));
  return result;
}
const isOptimistic = () => SW["manner.optimistic"] !== "no";
