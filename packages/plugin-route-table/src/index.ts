import type { Plugin } from '@kirikae/core';
import { ROUTE_ERRORS } from './errors.ts';
import { routeTable } from './route-table.ts';

const plugin: Plugin = { apiVersion: 1, types: [routeTable], errors: ROUTE_ERRORS };
export default plugin;
