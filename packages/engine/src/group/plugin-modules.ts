import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Refusal, refuseWeakAtOnce } from '../machine/refuse-weak.ts';

/*
 * What a plugin loads runs with the same rights as the plugin: its own modules, those of packages, also later and by `require`. Only
 * the loader of Node.js knows all of them, so it is asked: what a module of a plugin leads to is a module of that plugin. All that
 * is imported by name is found, and so refused, before any of it runs.
 */

/** How a weak module is refused, by the address of the module that leads to it. */
const known = new Map<string, Refusal>();

/** From now on, refuses what a plugin's module loads, and what that loads, where others may write to it. */
export function refuseWeakModules(path: string, refusal: Refusal): void {
  if (known.size === 0) watch();
  known.set(pathToFileURL(path).href, refusal);
}

function watch(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const refusal = known.get(context.parentURL ?? '');
      if (refusal && !known.has(found.url)) {
        if (found.url.startsWith('file:')) refuseWeakAtOnce(fileURLToPath(found.url), refusal);
        known.set(found.url, refusal);
      }
      return found;
    },
  });
}
