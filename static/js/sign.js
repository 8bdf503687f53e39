// Beside the form: what will be shown, and an address that looks mistyped. Nothing is sent
// anywhere, and nothing is needed: without JavaScript examples say the first, the server the second.
"use strict";

(() => {
  const preview = document.getElementById("preview");
  const said = document.getElementById("email-suggestion");
  const email = document.getElementById("id_email");
  if (!preview || !said || !email) return;
  const form = email.form;

  const typed = (name) => form.elements[name].value.trim().replace(/\s+/g, " ");
  // As `wall/public.py` does: Anne-Marie Lefèvre is A.-M. L.
  const initials = (name) =>
    name
      .split(" ")
      .map((word) => word.split("-").filter(Boolean).map((part) => `${Array.from(part)[0]}.`).join("-"))
      .join(" ");

  const show = () => {
    const choice = form.elements.display.value;
    const [name, about] = preview.querySelectorAll(".handwritten, .note");
    const category = form.elements.category;
    const label = category.value ? category.selectedOptions[0].text : "";
    const names = [typed("first_name"), typed("last_name")].filter(Boolean);
    preview.hidden = !choice || (choice !== "hidden" && !names.length);
    if (choice === "hidden") {
      name.textContent = "";
      about.textContent = preview.dataset.nothing;
    } else if (choice === "initials") {
      name.textContent = names.map(initials).join(" ");
      about.textContent = label;
    } else {
      name.textContent = names.join(" ");
      about.textContent = [typed("job_title") || label, typed("organisation"), typed("city")]
        .filter(Boolean)
        .join(", ");
    }
  };

  // How many letters are too much, too little, other, or swapped (signing/typos.py).
  const slips = (one, other) => {
    const rows = [[...Array(other.length + 1).keys()]];
    for (let i = 1; i <= one.length; i += 1) {
      rows.push([i]);
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1] ? 0 : 1;
        let cost = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
        if (i > 1 && j > 1 && one[i - 2] === other[j - 1] && one[i - 1] === other[j - 2]) {
          cost = Math.min(cost, rows[i - 2][j - 2] + 1);
        }
        rows[i].push(cost);
      }
    }
    return rows[one.length][other.length];
  };

  const meant = (address) => {
    const [, mailbox, host] = /^(.+)@([^@]+)$/.exec(address.trim()) || [];
    const domain = (host || "").toLowerCase();
    const domains = said.dataset.domains.split(" ");
    if (domain.length < 7 || domains.includes(domain)) return "";
    const near = domains.filter((known) => known.length >= 8).map((known) => [slips(domain, known), known]);
    const [fewest, known] = near.reduce((best, pair) => (pair[0] < best[0] ? pair : best));
    const [name, ending] = [domain.slice(0, domain.indexOf(".")), domain.slice(domain.indexOf(".") + 1)];
    if (known.startsWith(`${name}.`) && ending.length === 2 && name !== "gmail") return "";
    return fewest <= (domain.length >= 9 ? 2 : 1) ? `${mailbox}@${known}` : "";
  };

  let offered = null;
  const suggest = () => {
    const address = meant(email.value);
    if (address && address === offered) return; // the button may be about to be pressed
    offered = address;
    said.replaceChildren();
    if (!address) return;
    const use = document.createElement("button");
    use.type = "button";
    use.className = "link";
    use.textContent = said.dataset.use;
    use.addEventListener("click", () => {
      email.value = address;
      said.replaceChildren();
      email.focus();
    });
    said.append(`${said.dataset.question.replace("{address}", address)} `, use);
  };

  form.addEventListener("change", show);
  email.addEventListener("change", suggest);
  show();
})();
