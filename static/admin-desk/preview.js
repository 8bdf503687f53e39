/* The letter as it will read, while it is being typed. Without this, the button does it. */
"use strict";

(() => {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;

  const show = async (source, target) => {
    const answer = await fetch(form.dataset.preview, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ body: source.value, language: target.lang }),
    });
    // The server has sanitised it; on an error the last preview stays.
    if (answer.ok && !answer.redirected) target.innerHTML = await answer.text();
  };

  for (const target of form.querySelectorAll("[data-preview-of]")) {
    const source = document.getElementById(target.dataset.previewOf);
    let waiting;
    source.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => show(source, target).catch(() => {}), 300);
    });
  }
})();
