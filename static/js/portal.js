// What a page gains where scripts run; everything works without.

// "/" moves to the field for looking up.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("find");
  const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping || !field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// Escape closes what is suggested below the field for looking up.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest(".find")) document.getElementById("suggestions")?.replaceChildren();
});

// A button beside a code copies it; browsers allow it on HTTPS only, so elsewhere the button stays hidden.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "已复制";
  });
}
