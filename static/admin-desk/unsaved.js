/* What was typed and not stored is not lost by a button of another form, or by a closed tab. */
"use strict";

(() => {
  const form = document.querySelector("form[data-preview], #newsletter_form");
  if (!form) return;
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
})();
