/*
 * An empty variable counts as none (`AWS_PROFILE=` in a unit file or a wrapper): the SDK takes some of them for a value. They are taken out
 * once, so that whoever asks finds none, the SDK and the programs that are started included; this must be imported before the SDK.
 */
const READ = /^(AWS_|KIRIKAE_|(https?|all|no)_proxy$)/i;

for (const [name, value] of Object.entries(process.env)) if (value === '' && READ.test(name)) delete process.env[name];
