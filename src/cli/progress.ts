/** Displays the progress of a render as a bar or as plain lines. [Node] */
import { Presets, SingleBar } from 'cli-progress';
import type { Seconds } from '../units.js';

/** What a progress display is told. */
export interface ProgressLine {
  /** 0 to 1. */
  readonly progress: number;
  /** Audio seconds made per wall second. */
  readonly realTimeFactor: number;
  readonly secondsLeft: Seconds | null;
}

export interface ProgressDisplay {
  /** A line of its own: what is being done. */
  say(text: string): void;
  update(line: ProgressLine): void;
  end(): void;
}

function timeLeft(seconds: Seconds | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return 'time left unknown';
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes > 0 ? `${minutes} min ${whole % 60} s left` : `${whole} s left`;
}

/** A bar with speed and time left, for a terminal. */
function barDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    { format: '{bar} {percentage} % · {speed} · {left}', stream, hideCursor: true, clearOnComplete: false },
    Presets.shades_classic,
  );
  let running = false;
  return {
    say: (text) => stream.write(`${text}\n`),
    update(line) {
      const payload = {
        speed: line.realTimeFactor > 0 ? `${line.realTimeFactor.toFixed(2)} × real time` : 'starting',
        left: timeLeft(line.secondsLeft),
      };
      if (!running) bar.start(100, 0, payload);
      running = true;
      bar.update(Math.floor(line.progress * 100), payload);
    },
    end: () => {
      if (running) bar.stop();
    },
  };
}

/** One plain line at every tenth, for pipes and logs. */
function lineDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  let tenth = -1;
  return {
    say: (text) => stream.write(`${text}\n`),
    update(line) {
      const now = Math.floor(line.progress * 10 + 1e-9);
      if (now === tenth) return;
      tenth = now;
      const speed = line.realTimeFactor > 0 ? `, ${line.realTimeFactor.toFixed(2)} × real time` : '';
      stream.write(`${now * 10} %${speed}, ${timeLeft(line.secondsLeft)}\n`);
    },
    end: () => undefined,
  };
}

/** [Node] A bar where `stream` is a terminal, plain lines elsewhere, nothing when `quiet`. */
export function createProgress(stream: NodeJS.WriteStream, quiet = false): ProgressDisplay {
  if (quiet) return { say: () => undefined, update: () => undefined, end: () => undefined };
  return stream.isTTY ? barDisplay(stream) : lineDisplay(stream);
}
