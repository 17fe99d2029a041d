extension [Float] {
    /// Scales to length 1. Returns false, without a change, where there is no direction: all zero, or not finite.
    mutating func normalise() -> Bool {
        var squares: Float = 0
        for element in self { squares += element * element }
        guard squares.isFinite, squares > 0 else { return false }
        let scale = 1 / squares.squareRoot()
        // A vector that the model has normalised itself stays bit for bit the same.
        if abs(scale - 1) < 1e-6 { return true }
        for index in indices { self[index] *= scale }
        return true
    }

    /// The vector of a text from the unit vectors of its passages: the only one, or the normalised mean.
    ///
    /// - Throws: An error where they cancel out.
    package static func unitMean(_ vectors: ArraySlice<[Float]>) throws(EmbeddingError) -> [Float] {
        var sum = vectors.first ?? []
        for vector in vectors.dropFirst() {
            for index in sum.indices { sum[index] += vector[index] }
        }
        guard vectors.count == 1 || sum.normalise() else {
            throw EmbeddingError("The passages of a text have vectors that cancel out. Embed them one by one.")
        }
        return sum
    }
}
