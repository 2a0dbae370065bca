// Pictures far below are fetched when somebody prints: at once, and before our own button prints.
const LONGEST = 5000; // ms that the button waits for them
const late = () => [...document.querySelectorAll("img[loading=lazy]")];

function fetchAll() {
  const images = late();
  for (const image of images) image.loading = "eager";
  return Promise.allSettled(images.map((image) => image.decode()));
}

addEventListener("beforeprint", fetchAll);
document.querySelector("[data-share=print]")?.addEventListener("click", async () => {
  await Promise.race([fetchAll(), new Promise((over) => setTimeout(over, LONGEST))]);
  print();
});
