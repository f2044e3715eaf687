export type { Backend, BackendRequest, BackendResponse } from './backend.ts';
export { type Bench, openBench } from './bench.ts';
export type { CommandOptions, Commands } from './commands.ts';
export { type Description, describeResource } from './describe-resource.ts';
export type { Harness, SeenCall, Subject, TestNode, Trouble } from './harness.ts';
export { httpBackend } from './http-backend.ts';
export { createMemory, type Memory, memoryHarness, memorySlot } from './in-memory.ts';
export { checkLaw, type Law, LawBroken } from './law.ts';
export { laws } from './laws.ts';
