/** Makes one file of all chunks, as src/start/program.ts reads it: where each begins and ends, then one after the other. */
export const packed = {
  name: 'packed',
  generateBundle(_, bundle) {
    const places = {};
    let text = '';
    for (const { fileName, code } of Object.values(bundle)) {
      const wrapped = wrap(fileName, code);
      places[fileName] = [text.length, text.length + wrapped.length];
      text += wrapped;
      delete bundle[fileName];
    }
    this.emitFile({ type: 'asset', fileName: 'program', source: `${JSON.stringify(places)}\n${text}` });
  },
};

/**
 * A chunk as a function: strict, as the modules that it is made of; in ASCII, since one other letter doubles the memory and the time of
 * a whole chunk; and with `import()` by the loader's own hand, which gives Node's modules as `require` does: to import one touches
 * everything that it exports.
 */
const wrap = (fileName, code) =>
  `(function(exports,require,module,__filename,__dirname,__import){'use strict';${ascii(fileName, code).replaceAll(/\bimport\((?!\))/g, '__import(')}\n})`;

function ascii(fileName, code) {
  if (/(?<!\\)(?:\\\\)*\\[\u0080-\uffff]/.test(code)) throw new Error(`${fileName} escapes a letter that is not ASCII`);
  return code.replace(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
