/** Mounts the app. */
import { createRoot } from 'react-dom/client';
import { App } from './app.jsx';

/**
 * @param {HTMLElement} container
 * @param {AudioContext} context
 * @param {object} [settings] more properties of the element
 * @returns {() => void} takes the app away again
 */
export function mount(container, context, settings) {
  const root = createRoot(container);
  root.render(<App context={context} settings={settings} />);
  return () => root.unmount();
}
