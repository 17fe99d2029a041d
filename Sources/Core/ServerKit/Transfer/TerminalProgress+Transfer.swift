extension TerminalProgress {
    /// Shows how far an export or an import is.
    ///
    /// - Parameter things: In the plural: "documents".
    package func transfer(of things: String) -> @Sendable (_ done: Int, _ total: Int?) -> Void {
        { done, total in self.show(Double(done), total.map(Double.init), "\(done) \(things)") }
    }
}
