// Loaded into the built host with `--require`. It prints to stdout at several moments, as careless code would.
setTimeout(() => {
  console.log('noise from console.log');
  console.info('noise from console.info');
  console.table([{ noise: 1 }]);
  console.dir({ noise: 1 });
  process.stdout.write('noise from process.stdout\n');
  process.emitWarning('noise from a warning');
}, 0);
process.on('warning', () => console.debug('noise from a listener'));
