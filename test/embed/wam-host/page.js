/** The page of the host: buttons for what a musician does. */
/* global document, window, location, localStorage, URLSearchParams */
import { Host } from './host.js';

const host = new Host();
window.host = host;
const $ = (id) => document.getElementById(id);
const form = $('load');
const say = (text) => ($('status').textContent = text);
form.elements.url.value = new URLSearchParams(location.search).get('plugin') ?? '';

async function load(state) {
  say('Loading');
  await host.load(form.elements.url.value, state);
  await host.show($('face'));
  say('Loaded');
}

/** Runs what a button asks for; what fails is said. */
const doing = (act) => (event) => {
  event.preventDefault();
  void host.context.resume();
  Promise.resolve(act(event)).catch((error) => say(String(error)));
};

form.addEventListener(
  'submit',
  doing(() => load()),
);
$('remove').onclick = doing(async () => {
  await host.remove();
  say('Empty');
});
$('sequence').onclick = doing(() => host.sequence([60, 64, 67, 72].map((key, i) => [i * 0.25, key, 0.2])));
$('automate').onclick = doing(() => host.automate('mix', 0, 1, 1));
$('save').onclick = doing(async () => {
  const state = await host.instance.audioNode.getState();
  localStorage.setItem('project', JSON.stringify({ plugin: form.elements.url.value, state }));
  say('Saved');
});
$('open').onclick = doing(async () => {
  const { plugin, state } = JSON.parse(localStorage.getItem('project'));
  form.elements.url.value = plugin;
  await load(state);
});

for (let key = 60; key <= 72; key++) {
  const button = document.createElement('button');
  button.textContent = String(key);
  button.onpointerdown = doing(() => host.key(key, true));
  button.onpointerup = button.onpointerleave = doing(() => host.instance && host.key(key, false));
  $('keys').append(button);
}
