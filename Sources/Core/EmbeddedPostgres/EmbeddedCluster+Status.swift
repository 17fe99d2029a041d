import SystemPackage

extension EmbeddedCluster {
    /// The state of a cluster.
    package struct Status: Sendable {
        /// Whether the cluster exists and runs.
        package enum State: String, Sendable {
            /// The data folder was never created.
            case absent
            /// The data exists, but no server runs.
            case stopped
            /// A server is starting, or recovering after a crash.
            case starting
            /// A server accepts statements.
            case running
            /// A server is shutting down.
            case stopping
        }

        /// Whether the cluster exists and runs.
        package internal(set) var state: State
        /// The folder that holds everything of the cluster.
        package let folder: String
        /// The major version of the PostgreSQL release that created the data; nil while there is no data.
        package internal(set) var majorVersion: Int?
        /// The id of the server's process, while there is one.
        package internal(set) var processID: Int32?

        init(state: State, layout: ClusterLayout) {
            self.state = state
            folder = layout.cluster.string
        }
    }
}
