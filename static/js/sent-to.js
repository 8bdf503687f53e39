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
      const { address, at, page } = JSON.parse(sessionStorage.getItem(KEY));
      if (Date.now() - at < LIVES && address.lastIndexOf("@") > 0) return { address, page };
    } catch {
      // Nothing is kept, or nothing of ours.
    }
    return {};
  };

  for (const form of document.querySelectorAll("form[data-sends-mail]")) {
    form.addEventListener("submit", () => {
      const address = form.elements.email.value.trim();
      // A form that came back with mistakes is no page to go back to: the browser would ask
      // whether to send it again.
      const page = document.querySelector('.summary[role="alert"]') ? "" : location.pathname;
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ address, at: Date.now(), page }));
      } catch {
        // A browser that keeps nothing: the next page then says it in general words.
      }
    });
  }

  const told = document.querySelector("[data-sent-to]");
  const { address, page } = told ? remembered() : {};
  if (!address) return;
  told.querySelector("strong").textContent = mask(address);
  told.hidden = false;
  const field = document.querySelector("form[data-sends-mail] [name=email]");
  if (field && !field.value) field.value = address;
  const back = told.querySelector("a");
  // Back in the history, where the browser has kept what was filled in. The form below the
  // message is no other page.
  const before = document.referrer && new URL(document.referrer).pathname;
  if (before && before === page && page !== location.pathname) {
    back.addEventListener("click", (event) => {
      event.preventDefault();
      history.back();
    });
  }
})();
