/** A fake of the native part of the package `midi`, with its shape: the real one needs the system's MIDI. */
import { EventEmitter } from 'node:events';

export class FakeInput extends EventEmitter {
  /** Inputs that are open, virtual ones too. */
  static opened: FakeInput[] = [];
  /** Names of the system's ports. */
  static names = ['Keys', 'Pads'];
  /** Name of the port, or of the virtual one. */
  port = '';
  ignores: readonly boolean[] = [true, true, true];

  getPortCount() {
    return FakeInput.names.length;
  }
  getPortName(port: number) {
    return FakeInput.names[port]!;
  }
  openPort(port: number) {
    this.port = this.getPortName(port);
    FakeInput.opened.push(this);
  }
  openVirtualPort(name: string) {
    this.port = `virtual ${name}`;
    FakeInput.opened.push(this);
  }
  closePort() {
    FakeInput.opened.splice(FakeInput.opened.indexOf(this), 1);
  }
  ignoreTypes(...types: boolean[]) {
    this.ignores = types;
  }
  /** Plays a message, as the package hands it over. */
  play(interval: number, ...bytes: number[]) {
    if (bytes[0] === 0xf0 && this.ignores[0]) return;
    this.emit('message', interval, bytes);
  }

  static find(port: string): FakeInput {
    const found = FakeInput.opened.find((input) => input.port === port);
    if (found === undefined) throw new Error(`${port} is not open`);
    return found;
  }
  static reset(...names: string[]) {
    FakeInput.opened = [];
    FakeInput.names = names;
  }
}
