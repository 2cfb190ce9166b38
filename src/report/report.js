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
    document.getElementById("caption").textContent = shot.dataset.caption;
    current = shots.findIndex((one) => one.dataset.caption === shot.dataset.caption);
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
