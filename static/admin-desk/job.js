// The page of a background job asks how far it is, once a second, and loads anew at its end.
// Without this script the page has a link that does the same by hand.
"use strict";

const section = document.querySelector("[data-status]");
const bar = section.querySelector("progress");
const done = section.querySelector("[data-done]");
const numbers = new Intl.NumberFormat(document.documentElement.lang);
let failures = 0;

async function ask() {
  try {
    const answer = await fetch(section.dataset.status, { cache: "no-store" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const job = await answer.json();
    failures = 0;
    // How many there are is part of the page's words: with it, the page is another one.
    if (job.finished || (job.total !== null && !bar.hasAttribute("max"))) {
      window.location.reload();
      return;
    }
    if (job.total !== null) bar.value = job.done;
    const words = numbers.format(job.done);
    if (done.textContent !== words) done.textContent = words;
  } catch {
    failures += 1;
  }
  window.setTimeout(ask, Math.min(1000 * 2 ** failures, 30000));
}

window.setTimeout(ask, 1000);
