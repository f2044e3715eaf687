import type { KirikaeError } from '@kirikae/core';
import { cliError } from '../errors.ts';

/** The error for a script that cannot be printed: what stands in the way, and what to do. */
export const refused = (problem: string, remedy: string): KirikaeError =>
  cliError('SCRIPT_REFUSED', '', { problem, remedy });
