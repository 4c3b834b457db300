/** Reads fields of a JSON object; errors name the file, the field and what is wrong. */
import { AlloyError } from '../errors.js';

/** Reads fields of a JSON object; every failure names the file, the field and what is wrong with it. */
export class FieldReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #file: string;

  /** @param path of the object in its file, "" for the whole. */
  constructor(value: unknown, path: string, file: string) {
    this.#path = path;
    this.#file = file;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw invalid(file, path || 'the file', `is ${describe(value)}, not an object`);
    }
    this.#fields = value as Record<string, unknown>;
  }

  fail(field: string, what: string): never {
    throw invalid(this.#file, this.#at(field), what);
  }

  has(field: string): boolean {
    return this.#fields[field] !== undefined;
  }

  isNull(field: string): boolean {
    return this.#fields[field] === null;
  }

  text(field: string): string {
    const value = this.#fields[field];
    return typeof value === 'string' ? value : this.#wrong(field, 'text');
  }

  number(field: string, least = -Infinity): number {
    return this.#checkNumber(this.#fields[field], field, least);
  }

  integer(field: string, least: number): number {
    return this.#checkInteger(this.#fields[field], field, least);
  }

  within(field: string, least: number, most: number): number {
    const value = this.number(field, least);
    return value <= most ? value : this.fail(field, `is ${value}; it must be at most ${most}`);
  }

  oneOf<T extends string>(field: string, values: readonly T[]): T {
    const text = this.text(field);
    const found = values.find((value) => value === text);
    return found ?? this.fail(field, `is "${text}"; it must be ${values.map((v) => `"${v}"`).join(' or ')}`);
  }

  object(field: string): FieldReader {
    return new FieldReader(this.#fields[field], this.#at(field), this.#file);
  }

  objects(field: string): FieldReader[] {
    return this.#list(field).map(
      (value, i) => new FieldReader(value, `${this.#at(field)}[${i}]`, this.#file),
    );
  }

  texts(field: string): string[] {
    return this.#list(field).map((value, i) =>
      typeof value === 'string' ? value : this.fail(`${field}[${i}]`, `is ${describe(value)}, not text`),
    );
  }

  numbers(field: string): number[] {
    return this.#list(field).map((value, i) => this.#checkNumber(value, `${field}[${i}]`, -Infinity));
  }

  integers(field: string, least: number): number[] {
    return this.#list(field).map((value, i) => this.#checkInteger(value, `${field}[${i}]`, least));
  }

  #list(field: string): readonly unknown[] {
    const value = this.#fields[field];
    if (!Array.isArray(value)) return this.#wrong(field, 'a list');
    return value.length > 0 ? value : this.fail(field, 'is empty');
  }

  #checkNumber(value: unknown, field: string, least: number): number {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return this.fail(field, `is ${describe(value)}, not a number`);
    }
    return value >= least ? value : this.fail(field, `is ${value}; it must be ${least} or more`);
  }

  #checkInteger(value: unknown, field: string, least: number): number {
    const number = this.#checkNumber(value, field, least);
    return Number.isInteger(number) ? number : this.fail(field, `is ${number}, not a whole number`);
  }

  #wrong(field: string, expected: string): never {
    return this.fail(field, `is ${describe(this.#fields[field])}, not ${expected}`);
  }

  #at(field: string): string {
    return this.#path ? `${this.#path}.${field}` : field;
  }
}

function invalid(file: string, field: string, what: string): AlloyError {
  return new AlloyError('model-invalid', field, `${file}: ${field} ${what}.`);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? 'an object' : String(value);
}
