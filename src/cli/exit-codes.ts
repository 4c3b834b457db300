/** What the command ends with, and how its help says so. [Node] */
import { EXIT_INTERRUPTED } from './interruption.js';

export const EXIT_FAILURE = 1;
export const EXIT_INPUT = 2;
/** Some notes of a library could not be made, or are not there; the others are. */
export const EXIT_SOME_FAILED = 3;
/** EX_TEMPFAIL of sysexits.h: run it again, and it goes on. Schedulers take it for that. */
export const EXIT_AGAIN = 75;

export const EXIT_CODES = `
Exit codes:
  0    done
  1    something broke inside Alloy; ALLOY_DEBUG=1 prints where
  2    bad arguments, a sound that cannot be used, a result that cannot be written: one line says which
  3    render, status: some notes failed or are missing, the others are there
  75   render: ended by SIGTERM or Ctrl-C; run it again, and it goes on
  ${EXIT_INTERRUPTED}  interrupted by Ctrl-C or SIGTERM; what was made is saved`;
