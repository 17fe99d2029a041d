import Glibc
import SystemPackage

/// An account of the operating system.
struct ClusterAccount: Sendable, Equatable {
    let userID: uid_t
    let groupID: gid_t
    let name: String

    static var current: ClusterAccount {
        ClusterAccount(userID: geteuid()) ?? ClusterAccount(userID: geteuid(), groupID: getegid(), name: "\(geteuid())")
    }

    var isRoot: Bool { userID == 0 }

    var ids: (userID: uid_t, groupID: gid_t) { (userID, groupID) }

    init(userID: uid_t, groupID: gid_t, name: String) {
        self.userID = userID
        self.groupID = groupID
        self.name = name
    }

    init?(name: String) {
        unsafe self.init { record, buffer, count, result in unsafe getpwnam_r(name, record, buffer, count, result) }
    }

    init?(userID: uid_t) {
        unsafe self.init { record, buffer, count, result in unsafe getpwuid_r(userID, record, buffer, count, result) }
    }

    private init?(
        _ lookUp: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) {
        var record = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16384)
        let account: ClusterAccount? = unsafe buffer.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress, unsafe lookUp(&record, base, memory.count, &found) == 0,
                unsafe found != nil, let name = unsafe record.pw_name
            else { return nil }
            return unsafe ClusterAccount(
                userID: record.pw_uid,
                groupID: record.pw_gid,
                name: String(cString: name)
            )
        }
        guard let account else { return nil }
        self = account
    }

    /// Whether the mode bits let this account pass through a folder.
    func canEnter(_ folder: Stat) -> Bool {
        if isRoot { return true }
        if folder.userID.rawValue == userID { return folder.permissions.contains(.ownerExecute) }
        if folder.groupID.rawValue == groupID { return folder.permissions.contains(.groupExecute) }
        return folder.permissions.contains(.otherExecute)
    }
}
