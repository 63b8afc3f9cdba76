import { isMainThread } from 'node:worker_threads';

// Loaded into every child process first: the channel to the parent closes when the parent ends, even by `kill -9`, and
// then nobody is left to stop the child. Threads of the child load this file too and have no such channel.
if (isMainThread) {
  if (!process.connected) process.exit(0);
  process.on('disconnect', () => process.exit(0));
  // Listening must not keep a child alive that has nothing left to do.
  process.channel?.unref();
}
