/** Runs the jobs of one name one after the other, and jobs of different names beside each other. */
export function createTurns(): <T>(name: string, job: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, job) => {
    const before = last.get(name);
    const mine = (before ?? Promise.resolve()).then(job, job);
    last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (last.get(name) === mine) last.delete(name);
    }
  };
}
