import type { Plugin } from '@kirikae/core';
import { EXEC_ERRORS } from './errors.ts';
import { exec } from './exec.ts';

const plugin: Plugin = { apiVersion: 1, types: [exec], errors: EXEC_ERRORS };
export default plugin;
