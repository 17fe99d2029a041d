import TestSupport
import Testing

/// The specification of the built `vector-store`, driven over its standard input and output as any client would.
@Suite(.testBench, .showsServerLog)
enum BlackBox {}
