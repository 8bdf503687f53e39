// After a form: says to which address we write, and leads back to the filled-in form.
// The address stays in this tab (sessionStorage), for an hour; nothing of it is sent
// anywhere, so the page after the form is the same for everybody (docs/adr/0040).
"use strict";

(() => {
  const KEY = "sent-to";
  const LIVES = 3600 * 1000;
  const DOTS = "•••";

  const mask = (address) => {
    const at = address.lastIndexOf("@");
    const name = Array.from(address.slice(0, at));
    const end = name.length > 2 ? name[name.length - 1] : "";
    return name[0] + DOTS + end + address.slice(at);
  };

  const remembered = () => {
    try {
      const { address, at } = JSON.parse(sessionStorage.getItem(KEY));
      return Date.now() - at < LIVES && address.lastIndexOf("@") > 0 ? address : "";
    } catch {
      return "";
    }
  };

  for (const form of document.querySelectorAll("form[data-sends-mail]")) {
    form.addEventListener("submit", () => {
      const field = form.elements.email;
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ address: field.value.trim(), at: Date.now() }));
      } catch {
        // A browser that keeps nothing: the next page then says it in general words.
      }
    });
  }

  const told = document.querySelector("[data-sent-to]");
  const address = told ? remembered() : "";
  if (!address) return;
  told.querySelector("strong").textContent = mask(address);
  told.hidden = false;
  const field = document.querySelector("form[data-sends-mail] [name=email]");
  if (field && !field.value) field.value = address;
  const back = told.querySelector("a");
  // Back in the history, where the browser has kept what was filled in.
  if (document.referrer && new URL(document.referrer).pathname === new URL(back.href).pathname) {
    back.addEventListener("click", (event) => {
      event.preventDefault();
      history.back();
    });
  }
})();
