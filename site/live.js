/** Loads the built package for the live examples of a page; says so where the pages were built without it. [page] */
const address = new URL('./package/element.js', import.meta.url);
try {
  await import(address.href);
} catch (error) {
  for (const example of document.querySelectorAll('.live')) {
    example.textContent = 'The live example needs the built package: npm run build && npm run build:docs.';
  }
  console.info(String(error));
}
