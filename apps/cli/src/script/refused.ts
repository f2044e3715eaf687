import { coreError, type KirikaeError } from '@kirikae/core';

/** The error for a script that cannot be printed: what stands in the way, and what to do. */
export const refused = (problem: string, remedy: string): KirikaeError =>
  coreError('SCRIPT_REFUSED', '', { problem, remedy });
