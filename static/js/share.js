// Sharing with what the device has: its own sheet, and the clipboard. Without JavaScript the
// link stands in a field, and every service has a plain link.
"use strict";

for (const box of document.querySelectorAll("[data-share]")) {
  const { text, address } = box.dataset;
  const copy = box.querySelector("[data-copy]");
  const native = box.querySelector("[data-native]");
  const copied = box.querySelector("[data-copied]");

  box.querySelector("input").addEventListener("focus", (event) => event.target.select());
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address);
      copied.textContent = copied.dataset.words;
    });
  }
  if (navigator.share) {
    native.hidden = false;
    // Who closes the sheet without choosing has done nothing wrong.
    native.addEventListener("click", () => navigator.share({ text, url: address }).catch(() => {}));
  }
}
