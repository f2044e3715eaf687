import type { Plugin } from '@kirikae/core';
import { thing } from './thing.ts';

const plugin: Plugin = { apiVersion: 1, types: [thing] };
export default plugin;
