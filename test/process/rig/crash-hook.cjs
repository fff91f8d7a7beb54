// This file is loaded into the built host with `--require`. It throws an error that belongs to no request. The text of
// the error contains a secret.
setTimeout(() => {
  throw new Error('KEYFERRYCANARY');
}, 50);
