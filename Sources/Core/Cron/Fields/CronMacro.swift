/// Names for expressions that are wanted often, as Vixie's cron has them.
enum CronMacro: String, CaseIterable {
    case yearly, annually, monthly, weekly, daily, midnight, hourly

    /// The five fields that it stands for.
    var fields: [String] {
        switch self {
        case .yearly, .annually: ["0", "0", "1", "1", "*"]
        case .monthly: ["0", "0", "1", "*", "*"]
        case .weekly: ["0", "0", "*", "*", "0"]
        case .daily, .midnight: ["0", "0", "*", "*", "*"]
        case .hourly: ["0", "*", "*", "*", "*"]
        }
    }
}
