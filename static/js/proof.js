// The proof of work that is asked for under attack only: finds the number whose hash, with
// the salt, is the challenge, while the form is being filled in, and sends it along.
// Without JavaScript the form goes without it and a person looks at the signature.
"use strict";

(() => {
  const field = document.querySelector("input[name=proof][data-challenge]");
  if (!field || !window.crypto || !crypto.subtle) return;
  const form = field.form;
  const status = document.getElementById("proof-status");
  const AT_ONCE = 250;
  let waiting = false;

  const hash = async (text) => {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const solve = async (task) => {
    for (let from = 0; from <= task.maxNumber; from += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, index) => from + index);
      const hashes = await Promise.all(numbers.map((number) => hash(task.salt + number)));
      const found = hashes.indexOf(task.challenge);
      if (found >= 0) return from + found;
    }
    return null;
  };

  const prove = async () => {
    const task = await (await fetch(field.dataset.challenge, { cache: "no-store" })).json();
    const number = await solve(task);
    if (number === null) return;
    const { algorithm, challenge, salt, signature } = task;
    field.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
  };

  const done = prove().catch(() => {}).finally(() => {
    if (status) status.textContent = status.dataset.ready;
  });

  form.addEventListener("submit", (event) => {
    if (field.value || waiting) return;
    event.preventDefault();
    waiting = true;
    if (status) status.textContent = status.dataset.working;
    // Whatever became of it, the signature is sent.
    done.then(() => form.submit());
  });
})();
