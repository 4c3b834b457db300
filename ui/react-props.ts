/** What `<AlloyInstrument>` of React takes: properties of the element, listeners for its events, and HTML's attributes. */
import type { HTMLAttributes } from 'react';
import type {
  AlloyInstrumentElement,
  AlloyInstrumentEventMap,
  AlloyInstrumentProperties,
} from './types/instrument-element.js';

/** Properties of the element, not attributes. */
const PROPERTIES = [
  'assetsUrl',
  'compact',
  'context',
  'destination',
  'instrument',
  'modelsUrl',
  'sourcesUrl',
  'storageKey',
] as const;

export function isElementProperty(name: string): boolean {
  return (PROPERTIES as readonly string[]).includes(name);
}

/** Props of listeners → the events that they hear. */
export const EVENT_PROPS = {
  onReady: 'ready',
  onSource: 'source',
  onRenderProgress: 'render-progress',
  onRenderDone: 'render-done',
  onNote: 'note',
  onPreset: 'preset',
  onParameter: 'parameter',
  onAlloyError: 'error',
} as const;

type Listeners = {
  readonly [Name in keyof typeof EVENT_PROPS]?: (
    event: AlloyInstrumentEventMap[(typeof EVENT_PROPS)[Name]],
  ) => void;
};

export interface AlloyInstrumentProps
  extends
    Partial<AlloyInstrumentProperties>,
    Omit<HTMLAttributes<AlloyInstrumentElement>, keyof Listeners>,
    Listeners {}
