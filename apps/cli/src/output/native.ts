const getters = {
  stdout: Object.getOwnPropertyDescriptor(process, 'stdout')?.get,
  stderr: Object.getOwnPropertyDescriptor(process, 'stderr')?.get,
};

/** The stream that Node.js has for stdout or stderr, made when it is first asked for. Its writes may block the process. May throw. */
export const native = (name: 'stdout' | 'stderr'): NodeJS.WriteStream => getters[name]?.call(process);
