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
