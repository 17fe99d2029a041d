import HTTP
import Synchronization

/// A view that is made when it is first wanted: most processes show none.
final class LazyView: Sendable {
    private let file: ViewFile
    private let made = Mutex<View?>(nil)

    init(_ file: ViewFile) {
        self.file = file
    }

    var name: String { file.name }

    /// What its HTML says in `<title>`, else its name.
    var title: String {
        guard let start = file.html.firstRange(of: "<title>")?.upperBound,
            let end = file.html[start...].firstRange(of: "</title>")?.lowerBound
        else { return name }
        return String(file.html[start..<end])
    }

    var view: View {
        made.withLock { known in
            if let known { return known }
            let view = View(file)
            known = view
            return view
        }
    }
}
