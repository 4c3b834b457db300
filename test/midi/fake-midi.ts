/** A MIDI access and its inputs, as browsers have them: nobody lets a page make a real one. */

export class FakePort {
  onmidimessage: ((event: { data: Uint8Array; timeStamp: number }) => void) | null = null;
  state: 'connected' | 'disconnected' = 'connected';
  constructor(
    readonly id: string,
    readonly name: string | null = id,
  ) {}
  play(...bytes: number[]): void {
    this.onmidimessage?.({ data: new Uint8Array(bytes), timeStamp: performance.now() });
  }
}

export class FakeAccess {
  onstatechange: (() => void) | null = null;
  readonly sysexEnabled = false;
  readonly inputs: Map<string, FakePort>;
  constructor(...ports: FakePort[]) {
    this.inputs = new Map(ports.map((port) => [port.id, port]));
  }
  /** As browsers do: the port stays in the list, disconnected; some take it out. */
  unplug(port: FakePort, forget = false): void {
    port.state = 'disconnected';
    if (forget) this.inputs.delete(port.id);
    this.onstatechange?.();
  }
  plug(port: FakePort): void {
    port.state = 'connected';
    this.inputs.set(port.id, port);
    this.onstatechange?.();
  }
}
