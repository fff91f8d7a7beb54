/** The name under which browsers know the host; browsers allow `[a-z0-9_.]` only. */
export const HOST_NAME = 'com.keyferry.host';
