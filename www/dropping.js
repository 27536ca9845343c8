/** Takes files that are dropped anywhere on the page. */
export function acceptDrops(onFiles) {
  const dropping = (on) => document.body.classList.toggle("dropping", on);
  const hasFile = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    dropping(true);
  });
  document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && dropping(false));
  document.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    dropping(false);
    onFiles([...event.dataTransfer.files]);
  });
}
