package import SystemPackage

extension FilePath {
    /// The path without links, after checking that nobody but the current user and root can change what it leads to.
    ///
    /// It goes down from `/`. Each folder is checked before anything in it, so nobody can swap what was checked.
    ///
    /// - Parameter trust: What must hold of what is at the end.
    package func trusted(_ trust: FileTrust = .own) throws(FileError) -> FilePath {
        var rest = Array(absolute.components.reversed())
        var reached: FilePath = "/"
        var links = 0
        _ = try status(of: reached, .own)
        while let next = rest.popLast() {
            switch next.kind {
            case .currentDirectory: continue
            case .parentDirectory: reached.removeLastComponent()
            case .regular:
                let here = reached.appending(next)
                guard try status(of: here, rest.isEmpty ? trust : .own).type == .symbolicLink,
                    let target = here.linkTarget
                else {
                    reached = here
                    continue
                }
                links += 1
                guard links <= 40 else { throw FileError(self, .system(.tooManySymbolicLinkLevels)) }
                if target.isAbsolute { reached = "/" }
                rest += target.components.reversed()
            }
        }
        return reached
    }

    /// Checks a folder, the way to it and everything in it, at any depth; of a link, what it leads to, but nothing in that,
    /// since links can go round in circles.
    package func checkTrustOfTree() throws(FileError) {
        for name in try trustedEntries() {
            let entry = appending(name)
            if try entry.checkTrustOfEntry() == .directory { try entry.checkTrustOfTree() }
        }
    }

    /// Checks a folder, the way to it and what is directly in it.
    package func checkTrustOfEntries() throws(FileError) {
        for name in try trustedEntries() { _ = try appending(name).checkTrustOfEntry() }
    }

    private func trustedEntries() throws(FileError) -> [String] {
        let folder = try trusted()
        do throws(Errno) {
            return try Folder.names(in: folder)
        } catch {
            throw FileError(self, .system(error))
        }
    }

    /// Checks what is here, and, where that is a link, what it leads to; a link that leads nowhere is nothing. The folder
    /// that it is in has been checked.
    ///
    /// - Returns: The type of what is here, links not followed; nil for nothing.
    private func checkTrustOfEntry() throws(FileError) -> FileType? {
        do throws(FileError) {
            let type = try status(of: self, .own).type
            if type == .symbolicLink { _ = try trusted() }
            return type
        } catch  where error.reason == .system(.noSuchFileOrDirectory) {
            return nil
        }
    }

    /// What is at a part of this path.
    private func status(of part: FilePath, _ trust: FileTrust) throws(FileError) -> Stat {
        let status: Stat
        do throws(Errno) {
            status = try Errno.typed { try Stat(part, followTargetSymlink: false) }
        } catch {
            throw FileError(self, .system(error))
        }
        if let flaw = trust.flaw(in: status, at: part) { throw FileError(self, .distrusted(flaw)) }
        return status
    }
}
