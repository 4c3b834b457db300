#!/usr/bin/env bash
# Package:   lit 3.3.3 with @lit/reactive-element 2.1.2, and playwright-core 1.65.1 (npm); a Chromium that is installed
# Source:    https://github.com/lit/lit, packages/reactive-element/src/css-tag.ts, adoptStyles(), called by
#            createRenderRoot() once in an element's life; CSSOM says that a shadow root's adopted sheets are cleared where
#            it changes document
# Behaviour: An element of lit that is moved into another document of the same origin (a frame, a window of its own, as for
#            picture in picture) loses `static styles`: the browser clears what was constructed in another document. lit
#            goes on rendering there without them, without a word, and does not set them again when the
#            element comes home, where they would be valid: it stays bare for good. One would expect a library that owns
#            the sheets to set them again in adoptedCallback or connectedCallback, as it does without constructed sheets,
#            where <style> elements move along.
# Seen:      2026-11-30
#            at first: 1 sheets, text at first, rgb(255, 0, 0)
#            moved in its document: 1 sheets, text moved in its document, rgb(255, 0, 0)
#            in the frame: 0 sheets, text in the frame, rgb(0, 0, 0)
#            back: 0 sheets, text back, rgb(0, 0, 0)
# Alloy:     ui/elements/element.ts, adoptedCallback(), sets them again, made for the document (ui/styles/adopt.ts)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts lit@3.3.3 @lit/reactive-element@2.1.2 playwright-core@1.65.1 || exit 2
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || exit 2

cat > show.mjs <<'JS'
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const page = `<!doctype html><script type="importmap">{ "imports": {
  "lit": "/lit/index.js", "@lit/reactive-element": "/@lit/reactive-element/reactive-element.js",
  "lit-html": "/lit-html/lit-html.js", "lit-html/is-server.js": "/lit-html/is-server.js", "lit-element/lit-element.js": "/lit-element/lit-element.js" } }</script>
<iframe srcdoc="<!doctype html>"></iframe>
<script type="module">
  import { LitElement, css, html } from 'lit';
  customElements.define('red-box', class extends LitElement {
    static styles = css\`p { color: rgb(255, 0, 0) }\`;
    static properties = { text: {} };
    render() { return html\`<p>\${this.text}</p>\`; }
  });
  const frame = document.querySelector('iframe');
  const box = document.body.appendChild(document.createElement('red-box'));
  window.steps = async () => {
    const look = async (name) => {
      box.text = name;
      await box.updateComplete;
      const paragraph = box.shadowRoot.querySelector('p');
      const color = paragraph.ownerDocument.defaultView.getComputedStyle(paragraph).color;
      return name + ': ' + box.shadowRoot.adoptedStyleSheets.length + ' sheets, text ' + paragraph.textContent + ', ' + color;
    };
    const lines = [await look('at first')];
    document.body.append(box);
    lines.push(await look('moved in its document'));
    frame.contentDocument.body.append(box);
    lines.push(await look('in the frame'));
    document.body.append(box);
    lines.push(await look('back'));
    return lines.join('\\n');
  };
</script>`;
const server = createServer(async (request, response) => {
  if (request.url === '/') return response.setHeader('content-type', 'text/html').end(page);
  response.setHeader('content-type', 'text/javascript');
  response.end(await readFile(`node_modules${request.url}`).catch(() => ''));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] });
try {
  const tab = await browser.newPage();
  tab.on('pageerror', (error) => console.log(error.message));
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  await tab.waitForFunction(() => 'steps' in window);
  console.log(await tab.evaluate(() => window.steps()));
} finally {
  await browser.close();
  server.close();
}
JS
seen=$(node show.mjs "$browser") || { echo "$seen"; exit 2; }
echo "$seen"
[ "$seen" = "at first: 1 sheets, text at first, rgb(255, 0, 0)
moved in its document: 1 sheets, text moved in its document, rgb(255, 0, 0)
in the frame: 0 sheets, text in the frame, rgb(0, 0, 0)
back: 0 sheets, text back, rgb(0, 0, 0)" ] || exit 1
