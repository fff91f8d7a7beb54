// The built host loads this file with `--require`. When the host gets the signal SIGUSR2, this file throws an error.
// The error does not belong to a request, and its text contains a secret.
process.on('SIGUSR2', () => {
  throw new Error('KEYFERRYCANARY');
});
