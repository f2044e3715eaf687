/** Milliseconds as people read them: "0.21 s". */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
