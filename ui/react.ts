/** `<AlloyInstrument>` for React 18 and 19: the element with its properties, events and a ref. [page; on a server only the tag] */
import { createElement, forwardRef, useEffect, useImperativeHandle, useRef } from 'react';
import type { AlloyInstrumentElement } from './types/instrument-element.js';
import type { AlloyInstrumentProps } from './react-props.js';
import { EVENT_PROPS, isElementProperty } from './react-props.js';

export type { AlloyInstrumentProps } from './react-props.js';

type Values = Readonly<Record<string, unknown>>;

/** Attributes for the tag, properties for the element, listeners for its events. */
function sorted(props: Values): { attributes: Values; properties: Values; listeners: Values } {
  const [attributes, properties, listeners]: Record<string, unknown>[] = [{}, {}, {}];
  for (const [name, value] of Object.entries(props)) {
    const event = EVENT_PROPS[name as keyof typeof EVENT_PROPS];
    if (event) listeners![event] = value;
    else if (isElementProperty(name)) properties![name] = value;
    // React 18 hands a custom element its attributes as they are spelt.
    else attributes![name === 'className' ? 'class' : name] = value;
  }
  return { attributes: attributes!, properties: properties!, listeners: listeners! };
}

/** Closes what has left the page: React never brings it back. In StrictMode effects end once while it stays. */
function closeAway(element: AlloyInstrumentElement): void {
  // Without `close` its definition has not come yet: there is nothing to close.
  if (!element.isConnected) void (element as Partial<AlloyInstrumentElement>).close?.();
}

/** The instrument in a React page. Its code is loaded in the browser, once the first one is mounted; unmounted, it is closed. */
export const AlloyInstrument = forwardRef<AlloyInstrumentElement, AlloyInstrumentProps>((props, ref) => {
  const element = useRef<AlloyInstrumentElement>(null);
  const { attributes, properties, listeners } = sorted({ ...props });
  useImperativeHandle(ref, () => element.current!, []);
  // Before the definition, so that they count when the element connects.
  useEffect(() => void Object.assign(element.current!, properties));
  useEffect(() => {
    const target = element.current!;
    const heard = Object.entries(listeners).filter(([, listener]) => listener) as [string, EventListener][];
    for (const [type, listener] of heard) target.addEventListener(type, listener);
    return () => {
      for (const [type, listener] of heard) target.removeEventListener(type, listener);
    };
  });
  useEffect(() => {
    void import('./define.js');
    const mounted = element.current!;
    return () => closeAway(mounted);
  }, []);
  return createElement('alloy-instrument', { ...attributes, ref: element });
});
AlloyInstrument.displayName = 'AlloyInstrument';
