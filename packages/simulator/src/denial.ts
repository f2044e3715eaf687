/** The sentence in which AWS says who may not do what, and which policy would have to allow it. */
export function denialSentence(principal: string, action: string, resource?: string): string {
  const what = resource === undefined ? action : `${action} on resource: ${resource}`;
  return `User: ${principal} is not authorized to perform: ${what} because no identity-based policy allows the ${action} action`;
}
