// Drag a featured signatory to another place; the buttons beside each do the same.
"use strict";

for (const list of document.querySelectorAll("[data-order]")) {
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
  });
  list.addEventListener("dragover", (event) => {
    if (dragged) event.preventDefault();
  });
  list.addEventListener("drop", (event) => {
    const onto = event.target.closest("li");
    if (!dragged || !onto || onto === dragged) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    const index = document.createElement("input");
    index.type = "hidden";
    index.name = "index";
    index.value = String(Array.from(list.children).indexOf(onto));
    form.append(index);
    form.submit();
  });
}
