package import Glibc
package import SystemPackage

/// An account of the operating system.
package struct Account: Sendable, Equatable {
    package let userID: uid_t
    /// Its primary group.
    package let groupID: gid_t
    package let name: String

    /// The account that this process acts as; its number stands for the name where it has none.
    package static var current: Account {
        Account(userID: geteuid()) ?? Account(userID: geteuid(), groupID: getegid(), name: "\(geteuid())")
    }

    package var isRoot: Bool { userID == 0 }

    package var ids: (userID: uid_t, groupID: gid_t) { (userID, groupID) }

    package init(userID: uid_t, groupID: gid_t, name: String) {
        self.userID = userID
        self.groupID = groupID
        self.name = name
    }

    package init?(name: String) {
        unsafe self.init { record, buffer, count, result in unsafe getpwnam_r(name, record, buffer, count, result) }
    }

    package init?(userID: uid_t) {
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
        let account: Account? = unsafe buffer.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress, unsafe lookUp(&record, base, memory.count, &found) == 0,
                unsafe found != nil, let name = unsafe record.pw_name
            else { return nil }
            return unsafe Account(
                userID: record.pw_uid,
                groupID: record.pw_gid,
                name: String(cString: name)
            )
        }
        guard let account else { return nil }
        self = account
    }

    /// How a user is called in an error.
    package static func describe(_ userID: uid_t) -> String {
        Account(userID: userID)?.name ?? "user \(userID)"
    }

    /// Whether the mode bits let this account pass through a folder.
    package func canEnter(_ folder: Stat) -> Bool {
        if isRoot { return true }
        if folder.userID.rawValue == userID { return folder.permissions.contains(.ownerExecute) }
        if folder.groupID.rawValue == groupID { return folder.permissions.contains(.groupExecute) }
        return folder.permissions.contains(.otherExecute)
    }

    /// Whether its primary group is its alone, as distributions make one for each user, who may then work with a umask
    /// of 002. Root has no such excuse.
    var hasPrivateGroup: Bool {
        guard !isRoot else { return false }
        var record = unsafe group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 16384)
        return unsafe buffer.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress,
                unsafe getgrgid_r(groupID, &record, base, memory.count, &found) == 0, unsafe found != nil,
                let groupName = unsafe record.gr_name, unsafe String(cString: groupName) == name,
                var member = unsafe record.gr_mem
            else { return false }
            while let other = unsafe member.pointee {
                guard unsafe String(cString: other) == name else { return false }
                unsafe member += 1
            }
            return true
        }
    }
}
