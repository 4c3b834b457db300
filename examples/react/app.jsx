/** A React 19 app: the element with its properties and events, and a keyboard of the app's own. */
import { useEffect, useRef, useState } from 'react';
import 'alloy-instrument/element';

/** @param {{ context: BaseAudioContext, settings?: object }} props `context` stays the app's. */
export function App({ context, settings = {} }) {
  const element = useRef(null);
  const [rendered, setRendered] = useState(0);
  const [last, setLast] = useState('none');

  // An element that leaves the page keeps its instrument; an app that is done with it says so. In StrictMode the effect ends
  // once while the element stays.
  useEffect(() => {
    const alloy = element.current;
    return () => void (alloy.isConnected || alloy.close());
  }, []);

  return (
    <main>
      <alloy-instrument
        ref={element}
        context={context}
        storage-key="none"
        onrender-done={({ detail }) => setRendered(detail.total)}
        onnote={({ detail }) => setLast(detail.on ? String(detail.key) : 'none')}
        {...settings}
      />
      <button onClick={() => element.current.instrument.noteOn(60, 100)}>C</button>
      <output>
        {rendered} zones, key {last}
      </output>
    </main>
  );
}
