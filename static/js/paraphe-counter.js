// <paraphe-counter src="https://…/fr/appeals/…/" link></paraphe-counter>: the live figure of
// an appeal on any site. It reads figure.json, sets no cookie and sends nothing; its look
// lives in its own shadow, so that neither page disturbs the other. Without JavaScript, what
// stands between the tags is shown.
"use strict";

(() => {
  const EVERY = 60_000;
  const WORDS = {
    fr: { one: "signature vérifiée", many: "signatures vérifiées", sign: "Signer l’appel", read: "Lire l’appel" },
    en: { one: "verified signature", many: "verified signatures", sign: "Sign the appeal", read: "Read the appeal" },
  };
  const LOOK = `
    :host { display: inline-block; font-family: var(--paraphe-font, inherit); }
    [hidden] { display: none; }
    .figure { color: var(--paraphe-ink, currentColor); font-size: 2.4em; font-weight: 600; line-height: 1.1; }
    a {
      display: inline-block; margin-top: 0.6em; padding: 0.5em 1em;
      background: var(--paraphe-ink, #20369c); color: var(--paraphe-paper, #fff);
      font-weight: 600; text-decoration: none;
    }
    a:focus-visible { outline: 3px solid currentColor; outline-offset: 3px; }
  `;

  // Before Safari 16.4 no script may make a style sheet, and a page's policy need not allow any
  // other: what stands between the tags stays as it is.
  let look;
  try {
    look = new CSSStyleSheet();
    look.replaceSync(LOOK);
  } catch {
    return;
  }

  class ParapheCounter extends HTMLElement {
    connectedCallback() {
      if (!this.shadowRoot) this.build();
      this.read();
      this.timer = setInterval(() => document.hidden || this.read(), EVERY);
    }

    disconnectedCallback() {
      clearInterval(this.timer);
    }

    build() {
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [look];
      this.shown = document.createElement("div");
      this.shown.hidden = true;
      this.figure = document.createElement("div");
      this.figure.className = "figure";
      this.words = document.createElement("div");
      this.shown.append(this.figure, this.words);
      if (this.hasAttribute("link")) {
        this.sign = document.createElement("a");
        this.shown.append(this.sign);
      }
      this.instead = document.createElement("slot");
      root.append(this.shown, this.instead);
    }

    async read() {
      try {
        const page = new URL(this.getAttribute("src"), document.baseURI);
        const answer = await fetch(new URL("figure.json", page), { credentials: "omit" });
        if (!answer.ok) return;
        this.show(await answer.json(), page);
      } catch {
        // The site is away: what was shown last stays.
      }
    }

    show({ total, state }, page) {
      const language = page.pathname.split("/")[1];
      const words = WORDS[language] || WORDS.fr;
      this.figure.textContent = new Intl.NumberFormat(language).format(total);
      this.words.textContent = total < 2 ? words.one : words.many;
      this.shown.lang = language;
      if (this.sign) {
        page.searchParams.set("via", "embed");
        this.sign.href = page.href;
        this.sign.textContent = state === "open" ? words.sign : words.read;
      }
      this.shown.hidden = false;
      this.instead.hidden = true;
    }
  }

  if (!customElements.get("paraphe-counter")) customElements.define("paraphe-counter", ParapheCounter);
})();
