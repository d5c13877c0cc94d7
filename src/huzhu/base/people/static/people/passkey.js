// Passkeys: the browser's own JSON forms of WebAuthn; shown only where the browser has them.
(() => {
  "use strict";
  const area = document.querySelector("[data-passkey]");
  if (!area || !window.PublicKeyCredential || !PublicKeyCredential.parseRequestOptionsFromJSON) return;
  area.hidden = false;
  area.querySelector("button").addEventListener("click", async () => {
    const status = area.querySelector("[role=status]");
    status.textContent = "";
    try {
      const create = "create" in area.dataset;
      const options = create ? JSON.parse(document.getElementById("passkey-options").textContent)
        : await (await fetch(area.dataset.options)).json();
      const credential = create
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      const answer = await fetch(area.dataset.answer, {
        method: "POST", headers: { "X-CSRFToken": area.dataset.token, "Content-Type": "application/json" },
        body: JSON.stringify(credential.toJSON()),
      });
      const said = await answer.json();
      if (answer.ok) location.assign(said.url);
      else status.textContent = said.message;
    } catch (error) {
      status.textContent = error.name;
    }
  });
})();
