// Loaded into the built host with `--require`. It throws an error outside any request. The text contains a secret.
setTimeout(() => {
  throw new Error('KEYFERRYCANARY');
}, 50);
