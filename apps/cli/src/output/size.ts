import { native } from './native.ts';

/** The size of a terminal whose own cannot be told. */
const USUAL = { columns: 80, rows: 24 };

/** The size of a stream's terminal now. Some say that they have no columns at all. */
export function sizeOf(name: 'stdout' | 'stderr'): [columns: number, rows: number] {
  const [columns, rows] = told(name);
  return [columns > 0 ? columns : USUAL.columns, rows > 0 ? rows : USUAL.rows];
}

function told(name: 'stdout' | 'stderr'): [columns: number, rows: number] {
  try {
    return native(name).getWindowSize();
  } catch {
    return [0, 0];
  }
}
