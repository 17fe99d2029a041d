import MCP

/// What is measured of an answer to a question, 0 to 1; the more the better.
enum EvaluationMetric: String, CaseIterable, Codable, ArgumentValue {
    /// Of the ranking of sources: gains 2^grade - 1, discounted by the logarithm of the rank, over the best that could be.
    case ndcg
    /// How many of the relevant sources are found.
    case recall
    /// One over the rank of the first relevant source, or of the first passage that holds some of what answers.
    case mrr
    /// How many of the tokens that answer are in the passages.
    case tokenRecall = "token_recall"
    /// How many of the tokens of the passages answer.
    case tokenPrecision = "token_precision"
    /// The tokens that answer and are in the passages, over those that do either.
    case tokenIou = "token_iou"

    /// Those of questions whose relevant sources are known.
    static let ofSources: [EvaluationMetric] = [.ndcg, .recall, .mrr]
    /// Those of questions of which it is known what stretches of sources answer them.
    static let ofSpans: [EvaluationMetric] = [.tokenRecall, .tokenPrecision, .tokenIou, .mrr]
}

/// What an answer to one question has reached.
typealias QuestionScores = [EvaluationMetric: Double]
