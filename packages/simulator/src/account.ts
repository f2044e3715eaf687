/** The one AWS account of the simulator. */
export const accountId = '123456789012';
