import SystemPackage

/// Turns itself into the program, once it has given up what the program shall not have.
///
/// That has to happen in the child, before exec. swift-subprocess has no hook there (1.0.2), its spawning thread is
/// shared by all children, and `prlimit`, `unshare` and `setpriv` cannot shut the network in a container that allows no
/// namespaces. Perl can make these system calls, and Debian has it on every machine (perl-base is essential).
struct Launcher {
    static let perl = Program(path: "/usr/bin/perl")

    /// What perl is told to do. Its arguments: the numbers of `prlimit64` and `prctl`, the filter, the limits each as
    /// `resource:soft:hard`, an empty one, and the program with its arguments.
    private static let script = #"""
        sub fail { print STDERR "not started: $_[0]: $!\n"; exit 126 }
        my ($prlimit, $prctl, $filter) = (shift, shift, pack "H*", shift);
        while ((my $limit = shift) ne "") {
            my ($resource, $soft, $hard) = split /:/, $limit;
            my $pair = pack "QQ", $soft, $hard;
            syscall($prlimit, 0, $resource + 0, $pair, 0) == 0 or fail("setrlimit($resource)");
        }
        syscall($prctl, 38, 1, 0, 0, 0) == 0 or fail("PR_SET_NO_NEW_PRIVS");
        my $program = pack "S x![P] P", length($filter) / 8, $filter;
        syscall($prctl, 22, 2, $program, 0, 0) == 0 or fail("PR_SET_SECCOMP");
        no warnings;
        exec { $ARGV[0] } @ARGV;
        fail("$ARGV[0]");
        """#

    /// The exit code and the first words of a child that did not become the program.
    static let failureCode: Int32 = 126
    static let failureMark = "not started: "
    /// How much of standard error tells why.
    static let failureBytes = 512

    /// The arguments of perl.
    static func arguments(
        _ program: Program,
        _ arguments: [String],
        _ filter: SystemCallFilter,
        _ limits: [ResourceLimit]
    ) -> [String] {
        let numbers = [SystemCall.prlimit, .prctl].map { String($0.rawValue) }
        let given = limits.map { "\($0.resource):\($0.soft):\($0.hard)" } + [""]
        return ["-e", script, "--"] + numbers + [hexadecimal(filter.code)] + given + [program.path.string] + arguments
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
