# pty.pl COLUMNS ROWS FDS PROGRAM ARGS...: runs a program with a terminal of this size as these of its descriptors ("1", "2", "012"). What comes
# out of the terminal goes to stdout if 1 is one of them, else to stderr; what comes in on stdin is typed, if 0 is one of them. On SIGUSR1 the
# terminal becomes half as wide.
use Fcntl;
use POSIX ();
my ($columns, $rows, $fds, @program) = @ARGV;
sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die "ptmx: $!";
my $number = pack('i', 0);
ioctl($master, 0x40045431, $number) or die "unlock: $!";
ioctl($master, 0x80045430, $number) or die "number: $!";
sysopen(my $slave, '/dev/pts/' . unpack('i', $number), O_RDWR | O_NOCTTY) or die "pts: $!";
sub size { ioctl($master, 0x5414, pack('S4', $rows, $columns, 0, 0)) or die "size: $!" }
size();

my $child = fork // die "fork: $!";
if ($child == 0) {
  close $master;
  POSIX::setsid();
  ioctl($slave, 0x540E, 0);
  if ($fds =~ /0/) { open STDIN, '<&', $slave or die $! }
  if ($fds =~ /1/) { open STDOUT, '>&', $slave or die $! }
  if ($fds =~ /2/) { open STDERR, '>&', $slave or die $! }
  close $slave;
  exec @program or die "exec: $!";
}
close $slave;
my $out = $fds =~ /1/ ? *STDOUT : *STDERR;
$SIG{USR1} = sub { $columns = int($columns / 2); size() };
$SIG{TERM} = sub { kill 'TERM', $child };
my $typed = $fds =~ /0/;
while (1) {
  my $wait = '';
  vec($wait, fileno($master), 1) = 1;
  vec($wait, 0, 1) = 1 if $typed;
  next if select(my $ready = $wait, undef, undef, undef) < 0;
  if (vec($ready, fileno($master), 1)) {
    my $read = sysread($master, my $text, 65536);
    next if !defined $read && $!{EINTR};
    last unless $read;
    syswrite($out, $text);
  }
  if ($typed && vec($ready, 0, 1)) {
    $typed = sysread(STDIN, my $text, 4096);
    syswrite($master, $text) if $typed;
  }
}
waitpid $child, 0;
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
