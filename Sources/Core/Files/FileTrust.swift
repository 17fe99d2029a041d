import Glibc
package import SystemPackage

/// What must hold of a file before this process relies on it.
///
/// Whoever can change a file decides what is read from it. So it must belong to the current user or to root, and nobody
/// else may write to it. The same is asked of every folder and link on the way to it, except for files that a setting
/// names: how those are reached is up to the operator.
package struct FileTrust: Sendable, Equatable {
    /// Who may read the file besides its owner.
    enum Readers: Sendable {
        case everyone
        /// The group of a file that root has given to the current user, and nobody of one's own files.
        case groupByRoot
        /// The group.
        case group
        case nobody
    }

    let readers: Readers
    /// Whether the way to the file is checked, too.
    let includesWay: Bool

    /// A file under PADDLE_HOME.
    package static let own = FileTrust(readers: .everyone, includesWay: true)
    /// A secret under PADDLE_HOME.
    package static let ownSecret = FileTrust(readers: .nobody, includesWay: true)
    /// A file that a setting names.
    package static let named = FileTrust(readers: .everyone, includesWay: false)
    /// A secret that a setting names. Service managers and containers hand out files of root's that a group may read.
    package static let namedSecret = FileTrust(readers: .groupByRoot, includesWay: false)
    /// A secret in a folder that the service manager keeps for this service alone; the group's bits there may stand for
    /// the one user that an access control list lets in.
    package static let credential = FileTrust(readers: .group, includesWay: false)

    /// What speaks against a file or folder; nil where nothing does.
    package func flaw(in status: Stat, at path: FilePath) -> TrustFlaw? {
        let owner = status.userID.rawValue
        let mode = status.permissions
        func flaw(_ kind: TrustFlaw.Kind) -> TrustFlaw { TrustFlaw(path: path, kind: kind) }
        guard Self.isTrusted(owner) else { return flaw(.owner(owner)) }
        // The mode of a link means nothing.
        if status.type == .symbolicLink { return nil }
        if !mode.isDisjoint(with: hidden(from: owner)) { return flaw(.readable(mode)) }
        // In a folder like /tmp everyone may make files, and only a file's owner may replace it.
        let isShared = status.type == .directory && mode.contains(.saveText)
        if !isShared {
            let others = mode.intersection([.groupWrite, .otherWrite])
            if !others.isEmpty, others != .groupWrite || !Self.groupIsPrivate(status) { return flaw(.writable(mode)) }
        }
        return nil
    }

    /// The bits that must not be set in a file of this owner.
    private func hidden(from owner: uid_t) -> FilePermissions {
        let strangers: FilePermissions = [.groupReadWriteExecute, .otherReadWriteExecute]
        return switch readers {
        case .everyone: []
        case .groupByRoot: owner == geteuid() ? strangers : strangers.subtracting(.groupRead)
        case .group: strangers.subtracting(.groupRead)
        case .nobody: strangers
        }
    }

    private static func groupIsPrivate(_ status: Stat) -> Bool {
        guard let owner = Account(userID: status.userID.rawValue) else { return false }
        return owner.groupID == status.groupID.rawValue && owner.hasPrivateGroup
    }

    private static func isTrusted(_ owner: uid_t) -> Bool {
        owner == geteuid() || owner == 0 || owner == unmappedOwner && !isMapped(owner)
    }

    /// Whose the files of the system are in a sandbox (a user namespace) that has no root.
    private static let unmappedOwner: uid_t = 65534

    /// Whether an account of this number can exist in the user namespace of this process.
    private static func isMapped(_ owner: uid_t) -> Bool {
        guard let bytes = try? ReadOnlyFile.contents(of: "/proc/self/uid_map", limit: 1 << 16) else { return true }
        // Lines of: the first number inside, the first outside, how many.
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            return numbers.count == 3 && numbers[0] <= UInt64(owner) && UInt64(owner) < numbers[0] + numbers[2]
        }
    }
}
