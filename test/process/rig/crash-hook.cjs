// Loaded into the built host with `--require`: a fault outside of any request, whose text holds a secret.
setTimeout(() => {
  throw new Error('KEYFERRYCANARY');
}, 50);
