import Glibc
package import SystemPackage

/// Why a file or folder is not to be relied on, and how to mend it.
package struct TrustFlaw: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// It belongs to somebody else, who is not root.
        case owner(uid_t)
        /// Others than its owner may change it.
        case writable(FilePermissions)
        /// Others than its owner may read it, and it holds a secret.
        case readable(FilePermissions)
    }

    /// What is to be mended: the file, or a folder or link on the way to it.
    package let path: FilePath
    let kind: Kind

    /// Whether it is about who may do what, not about whose it is.
    package var concernsMode: Bool {
        if case .owner = kind { false } else { true }
    }

    /// To be read after the name.
    package var predicate: String {
        switch kind {
        case .owner(let owner):
            let me = Account.current
            let allowed = me.isRoot ? "root" : "\(me.name) or root"
            return "belongs to \(Account.describe(owner)) and should belong to \(allowed); if you trust what it holds, "
                + "fix it with: chown \(me.name) \(path.shellQuoted)"
        case .writable(let mode):
            return
                "may be changed by others than its owner (mode \(octal(mode))); fix it with: chmod go-w \(path.shellQuoted)"
        case .readable(let mode):
            return "may be read or changed by others than its owner (mode \(octal(mode))), and contains secrets; "
                + "fix it with: chmod 600 \(path.shellQuoted)"
        }
    }

    private func octal(_ mode: FilePermissions) -> String {
        let digits = String(mode.rawValue & 0o7777, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
