/** What a server gets of `alloy-instrument/element`: nothing to render there, so that importing it is safe. [Node] */
import { AlloyError } from '../src/errors.js';

/** Stands for the element's class. @throws AlloyError 'bad-argument' when it is made. */
export function AlloyInstrument(): never {
  throw new AlloyError(
    'bad-argument',
    'alloy-instrument',
    '<alloy-instrument> lives in pages: on a server, write its tag, and make it in the browser.',
  );
}
