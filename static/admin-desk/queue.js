// The moderation queue by keyboard. Everything here is also done by the page's own buttons.
// Single keys can be turned off (WCAG 2.1.4), and never act while somebody types.
"use strict";

const STORED = "paraphe-queue-keys";
const keys = document.querySelector(".queue-keys");
const switchBox = document.getElementById("keys-on");
const cases = Array.from(document.querySelectorAll(".case"));
const selectAll = document.getElementById("select-all");

function stored() {
  try {
    return window.localStorage.getItem(STORED);
  } catch {
    return null; // storage is forbidden: the switch holds for this page
  }
}

switchBox.checked = stored() !== "off";
switchBox.addEventListener("change", () => {
  try {
    window.localStorage.setItem(STORED, switchBox.checked ? "on" : "off");
  } catch {
    // as above
  }
});

if (selectAll) {
  document.querySelector("[data-select-all]").hidden = false;
  selectAll.addEventListener("change", () => {
    for (const one of cases) one.querySelector("input[name=case]").checked = selectAll.checked;
  });
}

function current() {
  return document.activeElement.closest(".case");
}

function go(step) {
  const place = cases.indexOf(current());
  const next = cases[place < 0 ? 0 : Math.min(Math.max(place + step, 0), cases.length - 1)];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function press(key) {
  const target = current() && current().querySelector(`[data-key="${key}"]`);
  if (!target) {
    // A watched name is not for one person to decide: show what there is instead.
    const instead = current() && current().querySelector(".queue-buttons .button");
    if (instead) instead.focus();
    return;
  }
  if (target.tagName === "SELECT") target.focus();
  else target.click();
}

const acts = {
  j: () => go(1),
  k: () => go(-1),
  a: () => press("a"),
  h: () => press("h"),
  i: () => press("i"),
  x: () => {
    const box = current() && current().querySelector("input[name=case]");
    if (box) box.checked = !box.checked;
  },
  u: () => {
    const button = document.querySelector(".queue-undo [data-key=u]");
    if (button) button.click();
  },
  "?": () => {
    keys.open = !keys.open;
    if (keys.open) keys.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  const act = acts[event.key];
  if (!act || typing || !switchBox.checked) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  event.preventDefault();
  act();
});

// After a decision the page comes anew: go on below the one that was decided, or at the top.
// What was refused stays as it was typed: say first what is missing.
const refused = document.querySelector(".messagelist .error");
if (refused) {
  refused.tabIndex = -1;
  refused.focus();
} else if (cases.length && document.querySelector(".messagelist") && switchBox.checked) {
  const place = document.getElementById(window.location.hash.slice(1));
  if (place && place.matches(".case")) {
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  } else {
    cases[0].focus({ preventScroll: true });
  }
}
