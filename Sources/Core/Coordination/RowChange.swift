import JSONFormat

/// A notification of the trigger `paddle_notify_changes`: which rows a statement has changed.
package struct RowChange: Sendable, Hashable {
    /// The ids of the rows as text; nil where there were too many to list.
    package let ids: [String]?
    /// Whether lists of the rows look different.
    package let isListed: Bool

    /// Reads the payload of a notification; nil where it is not from the trigger.
    package init?(_ payload: String) {
        guard let members = (try? JSON(parsing: payload))?.objectValue, case .bool(let isListed)? = members["listed"]
        else { return nil }
        self.isListed = isListed
        switch members["ids"] {
        case .array(let ids):
            var texts: [String] = []
            for id in ids {
                switch id {
                case .int(let number): texts.append(String(number))
                case .string(let text): texts.append(text)
                default: return nil
                }
            }
            self.ids = texts
        case .null: ids = nil
        default: return nil
        }
    }
}
