/** Whether a view shows memory that is no longer the instance's: WebAssembly takes it away from views when it grows. */
export const isStale = (view) => view.length === 0;
