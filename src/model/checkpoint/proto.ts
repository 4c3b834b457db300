/** Reads the fields of protocol buffer messages. */
import { ByteReader } from './bytes.js';

/** A field of a protocol buffer: a number (varint, fixed32) or bytes. Fixed64 is skipped: nothing here has it. */
export interface ProtoField {
  readonly id: number;
  readonly value: number | Uint8Array;
}

/** The fields of a message in their order. @throws Error when it is no message. */
export function* protoFields(message: Uint8Array): Generator<ProtoField> {
  const reader = new ByteReader(message);
  while (reader.left > 0) {
    const tag = reader.varint();
    const id = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { id, value: reader.varint() };
        break;
      case 1:
        reader.take(8);
        break;
      case 2:
        yield { id, value: reader.take(reader.varint()) };
        break;
      case 5:
        yield { id, value: reader.little(4) };
        break;
      default:
        throw new Error(`it has a field of the unknown kind ${tag % 8}`);
    }
  }
}
