import SystemPackage

extension EmbeddedCluster {
    /// What there is of a cluster.
    package struct Status: Sendable {
        /// How far the cluster is.
        package enum State: String, Sendable {
            /// No data was ever made.
            case absent
            /// The data is there, no server runs.
            case stopped
            /// A server is on its way up, or recovering after a crash.
            case starting
            /// A server takes statements.
            case running
            /// A server is on its way down.
            case stopping
        }

        /// How far the cluster is.
        package internal(set) var state: State
        /// The folder that holds everything of the cluster.
        package let folder: String
        /// The first number of the PostgreSQL release that made the data; none while there is no data.
        package internal(set) var majorVersion: Int?
        /// The server's process, while there is one.
        package internal(set) var processID: Int32?

        init(state: State, layout: ClusterLayout) {
            self.state = state
            folder = layout.cluster.string
        }
    }
}
