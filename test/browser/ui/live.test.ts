/** Tests meter and lit keys on live readings. */
import { describe, expect, it } from 'vitest';
import type { MeterReading, VoicePosition } from '../../../src/instrument/contract.js';
import { LiveFeed } from '../../../ui/controllers/live-feed.js';
import { states } from './fixture.js';
import { find, frames, scripted, settled, useStage } from './stage.js';

useStage();

describe('readings', () => {
  it('are shared by all who listen, once a frame, and rest in silence', async () => {
    let reads = 0;
    scripted.readMeter = () => ({ peak: ++reads * 1e-5, voices: 0, positions: [] });
    const feed = LiveFeed.of(scripted);
    const [first, second]: [number[], number[]] = [[], []];
    const leave = [
      feed.subscribe(({ peak }) => void first.push(peak)),
      feed.subscribe(({ peak }) => void second.push(peak)),
    ];
    await frames(3);
    expect(reads).toBe(0);
    scripted.show({ voices: 1 });
    while (first.length < 3) await frames(1);
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
    scripted.readMeter = () => ({ peak: 0, voices: reads++, positions: [] });
    scripted.show({ voices: 0 });
    while (find('.peak').style.opacity !== '0') await frames(1); // the meter has come to rest, too
    await frames(2);
    const until = reads;
    await frames(5);
    expect(reads).toBe(until);
    leave.forEach((stop) => stop());
  });
});

describe('the meter', () => {
  it('shows the level, holds its peak, and comes to rest', async () => {
    scripted.readMeter = () => ({ peak: scripted.state.voices > 0 ? 0.5 : 0, voices: 1, positions: [] });
    scripted.show({ voices: 1 });
    const level = find('.level');
    while (level.style.clipPath === '') await frames(1);
    expect(level.style.clipPath).toBe('inset(0px 10% 0px 0px)'); // −6 of −60 dB
    expect(find('.peak').style.left).toBe('90%');
    await settled();
    expect(find('[role=meter]').getAttribute('aria-valuetext')).toBe('-6 dB');
    scripted.show({ voices: 0 });
    // The peak is held for a while: on a busy machine the level is at rest before it, or it is before the level.
    const resting = () =>
      find('[role=meter]').getAttribute('aria-valuenow') === '-60' && find('.peak').style.opacity === '0';
    while (!resting()) await frames(1);
  });
});

describe('keys that sound', () => {
  it('show the tint of their mix and their level, until they are silent', async () => {
    let positions: readonly VoicePosition[] = [
      { key: 60, x: 0.25, y: 0, level: 0.1 },
      { key: 60, x: 0.5, y: 0, level: 0.01 },
      { key: 64, x: 1, y: 0, level: 1 },
    ];
    scripted.readMeter = (): MeterReading => ({ peak: 0.4, voices: 2, positions });
    scripted.show({ ...states.done, voices: 3 });
    const style = (key: number) => find(`[data-key="${key}"]`).style;
    while (!style(64).getPropertyValue('--key-tint')) await frames(1);
    expect(style(64).getPropertyValue('--key-tint')).toBe('var(--alloy-second)');
    expect(style(60).getPropertyValue('--key-tint')).toContain('var(--alloy-second) 26%');
    expect(Number(style(60).getPropertyValue('--key-glow'))).toBeCloseTo(1 - 20 / 48, 1);
    find('button', 'Show an octave higher').click(); // the same buttons are other keys now
    await settled();
    await frames(2);
    expect(style(64).getPropertyValue('--key-tint')).toBe('var(--alloy-second)');
    expect(style(76).getPropertyValue('--key-tint')).toBe('');
    positions = [];
    await frames(2);
    scripted.show({ voices: 0 });
    await frames(2);
    expect(style(64).getPropertyValue('--key-tint')).toBe('');
  });
});
