// This file is loaded into the built host with `--require`. When the process gets the signal SIGUSR2, this code throws
// an error that belongs to no request. The text of the error contains a secret.
process.on('SIGUSR2', () => {
  throw new Error('KEYFERRYCANARY');
});
