import CLibpq

extension LibpqConnection {
    /// Sends a statement prepared under `name` with its values.
    func sendPrepared(_ name: String, _ binds: PostgresBinds, _ arrays: ParameterArrays) -> Bool {
        if binds.count > 0 { notices.mayHoldValues = true }
        return unsafe binds.buffer.bytes.withUnsafeBytes { bytes in
            unsafe arrays.fill(binds.items, in: bytes)
            return unsafe PQsendQueryPrepared(
                handle,
                name,
                Int32(binds.count),
                arrays.values,
                arrays.lengths,
                arrays.formats,
                1
            ) == 1
        }
    }

    /// Sends a statement that is not kept.
    func sendUnnamed(
        _ text: String,
        types: [PostgresOID],
        _ binds: PostgresBinds,
        _ arrays: ParameterArrays
    ) -> Bool {
        if binds.count > 0 { notices.mayHoldValues = true }
        return unsafe binds.buffer.bytes.withUnsafeBytes { bytes in
            unsafe arrays.fill(binds.items, in: bytes)
            return unsafe types.map(\.rawValue).withUnsafeBufferPointer { types in
                unsafe PQsendQueryParams(
                    handle,
                    text,
                    Int32(binds.count),
                    types.baseAddress,
                    arrays.values,
                    arrays.lengths,
                    arrays.formats,
                    1
                ) == 1
            }
        }
    }

    /// Sends the text of a statement to be prepared under `name`.
    func sendPrepare(_ name: String, _ text: String, types: [PostgresOID]) -> Bool {
        unsafe types.map(\.rawValue).withUnsafeBufferPointer { types in
            unsafe PQsendPrepare(handle, name, text, Int32(types.count), types.baseAddress) == 1
        }
    }

    /// Asks for the columns of the statement prepared under `name`.
    func sendDescribe(_ name: String) -> Bool { unsafe PQsendDescribePrepared(handle, name) == 1 }

    /// Makes each row of the statement just sent arrive as a result of its own.
    func setSingleRowMode() -> Bool { unsafe PQsetSingleRowMode(handle) == 1 }

    func sendSimple(_ text: String) -> Bool { unsafe PQsendQuery(handle, text) == 1 }

    func enterPipeline() -> Bool { unsafe PQenterPipelineMode(handle) == 1 }

    func sendSync() -> Bool { unsafe PQpipelineSync(handle) == 1 }

    func exitPipeline() {
        if unsafe PQexitPipelineMode(handle) == 0 { markLost() }
    }
}
