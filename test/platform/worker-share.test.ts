/** Tests how those of a page share a worker. */
import { expect, it } from 'vitest';
import { WorkerShare } from '../../src/platform/worker-share.js';

interface Asked {
  readonly id: number;
  readonly what: string;
}

/** A worker that answers when a test says so. */
class FakeWorker extends EventTarget {
  readonly asked: Asked[] = [];
  terminated = false;

  postMessage(request: Asked): void {
    if (request.what === 'no clone') throw new Error('could not be cloned');
    this.asked.push(request);
  }
  terminate(): void {
    this.terminated = true;
  }
  async answer(): Promise<void> {
    const data = { ...this.asked.at(-1)! };
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
    await settled();
  }
  async crash(): Promise<void> {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }));
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function share(most?: number) {
  const workers: FakeWorker[] = [];
  const start = () => {
    workers.push(new FakeWorker());
    const worker = workers.at(-1)! as unknown as Worker;
    return {
      worker,
      failure: (event: ErrorEvent, what: string) => new Error(`${what} stopped (${event.message}).`),
    };
  };
  const shared = new WorkerShare<Asked, Asked>(start, 'that is tested', most);
  return { shared, workers };
}

it('starts with the first request, takes one at a time in turn, and ends with the last member', async () => {
  const { shared, workers } = share();
  const [a, b] = [shared.join(), shared.join()];
  expect(workers).toEqual([]);
  const asked = ['a1', 'a2', 'a3'].map((what) => a.ask({ what }));
  const other = b.ask({ what: 'b1' });
  await settled();
  const [worker] = workers as [FakeWorker];
  expect(worker.asked).toHaveLength(1);
  for (let i = 0; i < 4; i++) await worker.answer();
  expect(worker.asked.map(({ what }) => what)).toEqual(['a1', 'b1', 'a2', 'a3']);
  expect((await Promise.all([...asked, other])).map(({ what }) => what)).toEqual(['a1', 'a2', 'a3', 'b1']);
  a.leave();
  expect(worker.terminated).toBe(false);
  b.leave();
  expect(worker.terminated).toBe(true);
  await expect(a.ask({ what: 'late' })).rejects.toMatchObject({ code: 'closed' });
  expect(workers).toHaveLength(1);
});

it('a member that leaves loses its requests, and the others keep theirs', async () => {
  const { shared, workers } = share();
  const [a, b] = [shared.join(), shared.join()];
  const running = a.ask({ what: 'a1' });
  const waiting = a.ask({ what: 'a2' });
  const kept = b.ask({ what: 'b1' });
  a.leave();
  await expect(running).rejects.toMatchObject({ code: 'closed' });
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
  await workers[0]!.answer(); // of a1, which nobody wants
  await workers[0]!.answer();
  expect((await kept).what).toBe('b1');
});

it('a crash fails what waits, and the next request starts another worker', async () => {
  const { shared, workers } = share();
  const [a, b] = [shared.join(), shared.join()];
  const failed = [a.ask({ what: 'a1' }), b.ask({ what: 'b1' })];
  failed.forEach((one) => one.catch(() => undefined));
  await settled();
  await workers[0]!.crash();
  for (const one of failed) await expect(one).rejects.toThrow('that is tested stopped (boom)');
  expect(workers[0]!.terminated).toBe(true);
  const again = a.ask({ what: 'again' });
  await settled();
  await workers[1]!.answer();
  expect((await again).what).toBe('again');
});

it('what cannot be sent fails alone', async () => {
  const { shared, workers } = share();
  const member = shared.join();
  const [bad, good] = [member.ask({ what: 'no clone' }), member.ask({ what: 'fine' })];
  await expect(bad).rejects.toThrow('could not be cloned');
  await workers[0]!.answer();
  expect((await good).what).toBe('fine');
});

it('starts another worker where a request would wait, up to so many, and sends each what comes next', async () => {
  const { shared, workers } = share(2);
  const member = shared.join();
  const asked = ['a', 'b', 'c'].map((what) => member.ask({ what }));
  await settled();
  expect(workers.map(({ asked: each }) => each.map(({ what }) => what))).toEqual([['a'], ['b']]);
  await workers[1]!.answer();
  expect(workers.map(({ asked: each }) => each.map(({ what }) => what))).toEqual([['a'], ['b', 'c']]);
  await workers[1]!.answer();
  await workers[0]!.answer();
  expect((await Promise.all(asked)).map(({ what }) => what)).toEqual(['a', 'b', 'c']);
  const failing = Promise.allSettled(['d', 'e', 'f'].map((what) => member.ask({ what })));
  await settled();
  await workers[0]!.crash();
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(workers.every(({ terminated }) => terminated)).toBe(true);
});
