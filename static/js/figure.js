/*
 * The figure follows by itself. Without this script the page says what it said when it was
 * made, and when that was; nothing else is lost.
 *
 * It asks for a few bytes that the server keeps in memory, not while the page is hidden, and
 * more and more rarely when nobody answers.
 */
"use strict";

{
  const EVERY = 5_000;
  const RAREST = 300_000;
  const place = document.querySelector("[data-figure-at]");

  if (place) {
    const number = place.querySelector("[data-figure]");
    const lines = document.querySelectorAll("[data-figure-line]");
    let wait = EVERY;
    let timer = 0;

    // So that a thousand who came by the same article do not ask in the same moment.
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, wait * (0.8 + Math.random() * 0.4));
    };

    const show = (figure) => {
      for (const line of lines) {
        line.textContent = figure.line;
      }
      if (number.textContent.replace(/\D/g, "") === String(figure.total)) {
        return;
      }
      number.textContent = figure.text;
      number.classList.remove("moved");
      void number.offsetWidth; // begins the animation anew
      number.classList.add("moved");
    };

    const ask = async () => {
      if (document.hidden) {
        return;
      }
      try {
        const answer = await fetch(place.dataset.figureAt, { credentials: "omit" });
        if (!answer.ok) {
          throw new Error(answer.status);
        }
        show(await answer.json());
        wait = EVERY;
      } catch {
        wait = Math.min(wait * 2, RAREST);
      }
      later();
    };

    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) {
        wait = EVERY;
        ask();
      }
    });
    later();
  }
}
