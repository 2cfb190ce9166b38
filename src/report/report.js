"use strict";
// Enlarges pictures, and unfolds everything for paper. The report says all it has to say without this, too.
const viewer = document.getElementById("viewer");
if (viewer) {
  const shots = [...document.querySelectorAll(".timeline .shot")];
  let current = 0;
  const show = (shot) => {
    const small = shot.querySelector("img");
    const large = document.getElementById("large");
    large.src = small.src;
    large.alt = small.alt;
    const mark = shot.querySelector(".mark");
    const marked = document.getElementById("mark");
    marked.hidden = !mark;
    if (mark) marked.style.cssText = mark.style.cssText;
    document.getElementById("caption").textContent = shot.dataset.caption;
    // The one at the top of a failed run is there a second time, in the timeline.
    current = shots.findIndex((one) => one.dataset.step === shot.dataset.step);
    if (!viewer.open) viewer.showModal();
  };
  const turn = (by) => show(shots[(current + by + shots.length) % shots.length]);
  for (const shot of document.querySelectorAll(".shot")) shot.addEventListener("click", () => show(shot));
  document.getElementById("previous").addEventListener("click", () => turn(-1));
  document.getElementById("next").addEventListener("click", () => turn(1));
  viewer.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") turn(-1);
    if (event.key === "ArrowRight") turn(1);
  });
  viewer.addEventListener("click", (event) => {
    if (event.target === viewer) viewer.close();
  });
}
// What is copied and not read gets a button that does so; a browser that does not let it selects the text instead.
for (const value of document.querySelectorAll(".facts dd.code")) {
  const text = value.querySelector("span");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "copy";
  copy.textContent = "Copy";
  copy.setAttribute("aria-label", `Copy ${text.textContent}`);
  copy.addEventListener("click", async () => {
    getSelection().selectAllChildren(text);
    try {
      await navigator.clipboard.writeText(text.textContent);
      copy.textContent = "Copied";
    } catch {
      copy.textContent = "Selected";
    }
    setTimeout(() => (copy.textContent = "Copy"), 1500);
  });
  value.append(" ", copy);
}
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
// A link to a step that is folded away unfolds it.
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const folded = target && target.closest("details");
  if (folded) folded.open = true;
};
addEventListener("hashchange", unfold);
unfold();
