/* Shows what only works with a script, and says so when the browser gives no passkey. */
(function () {
  "use strict";

  document.addEventListener("DOMContentLoaded", function () {
    if (!window.PublicKeyCredential) {
      return;
    }
    document.querySelectorAll(".passkey").forEach(function (form) {
      form.hidden = false;
    });
  });

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    document.querySelectorAll(".passkey-failed").forEach(function (words) {
      words.hidden = false;
    });
  });
})();
