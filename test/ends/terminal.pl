# terminal.pl KIND FDS PROGRAM ARGS…: runs a program with a terminal as these of its descriptors ("1", "2", "12").
#   dead      it was closed at the other end before the program began
#   stopped   somebody has pressed Ctrl-S
#   closing   it is closed when the program has run for half a second
use Fcntl;
my ($kind, $fds, @program) = @ARGV;
sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die "ptmx: $!";
my $number = pack('i', 0);
ioctl($master, 0x40045431, $number) or die "unlock: $!";
ioctl($master, 0x80045430, $number) or die "number: $!";
sysopen(my $slave, '/dev/pts/' . unpack('i', $number), O_RDWR | O_NOCTTY) or die "pts: $!";
ioctl($slave, 0x540A, 0) or die "stop: $!" if $kind eq 'stopped';
close $master if $kind eq 'dead';

my $child = fork // die "fork: $!";
if ($child == 0) {
  close $master;
  if ($fds =~ /1/) { open STDOUT, '>&', $slave or die $! }
  if ($fds =~ /2/) { open STDERR, '>&', $slave or die $! }
  close $slave;
  exec @program or die "exec: $!";
}
$SIG{$_} = sub { kill 'TERM', $child } for 'TERM';
close $slave;
if ($kind eq 'closing') { select undef, undef, undef, 0.5; close $master }
waitpid $child, 0;
if ($? & 127) { $SIG{TERM} = 'DEFAULT'; kill $? & 127, $$ }
exit $? >> 8;
