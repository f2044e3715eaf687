import type { KirikaeError } from '@kirikae/core';
import type { Remembered } from '../state/record.ts';
import type { Member } from './member.ts';
import type { Typed } from './typed.ts';

/** What is known of a resource without making it: what becomes of it may have to be told all the same. */
export type Known = Pick<Member, 'name' | 'required' | 'takeable' | 'onDeactivate'> & { readonly type: string };

/** A resource that cannot be made here, and why. */
export interface Missing extends Known {
  /** True if this node lacks a value, so that it never held the resource; false if it cannot be told. */
  readonly lacking: boolean;
  readonly error: KirikaeError;
}

/** What the file says of a resource, before it is made. */
export const knownByFile = ({ name, type, values }: Typed): Known => ({
  name,
  type: type.type,
  required: values.required,
  takeable: type.takeable(values),
  onDeactivate: values.onDeactivate ?? type.release(values).default,
});

/** What the state record says of a resource. */
export const knownByRecord = (name: string, { type, required, takeable, onDeactivate }: Remembered): Known => ({
  name,
  type,
  required,
  takeable,
  onDeactivate,
});
