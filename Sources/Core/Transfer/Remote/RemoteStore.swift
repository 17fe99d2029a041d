import Endpoints
import Files
import JSONFormat
package import Logging

/// Another vector store, asked over HTTP at the address that a setting gives: no caller can name another one.
package struct RemoteStore: Sendable {
    /// The address, without secrets.
    let address: String
    private let url: String
    private let setting: String
    private let token: String?
    private let logger: Logger

    /// - Parameters:
    ///   - url: The address, as the setting gives it.
    ///   - setting: The name of the setting.
    ///   - token: A bearer token.
    package init(url: String, setting: String, token: String?, logger: Logger) {
        self.url = url
        self.setting = setting
        self.token = token
        self.logger = logger
        address = JSONEndpoint.address(of: url)
    }

    /// Asks for what is at a path, whose segments were checked by ``segment(_:what:)``.
    func get(_ path: String) async throws -> JSON {
        try await explained { try await endpoint(path).get(within: .seconds(60)).body }
    }

    func post(_ path: String, _ body: JSON) async throws -> JSON {
        try await explained {
            try await endpoint(path).post(
                body.serialized(),
                within: .seconds(60),
                retries: RetryPolicy(attempts: 4),
                logger: logger
            ).body
        }
    }

    /// A name that stands in a path as it is.
    static func segment(_ name: String, what: String) throws(TransferError) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, !name.isEmpty, name.utf8.count <= 512, name != ".", name != ".." else {
            throw TransferError("\(what) must be a name of letters, digits, \".\", \"_\" and \"-\".")
        }
        return name
    }

    private func endpoint(_ path: String) -> JSONEndpoint {
        JSONEndpoint(EndpointURL.appending(path, to: url), setting: setting, token: token, sizeLimit: 256 << 20)
    }

    private func explained(_ ask: () async throws -> [UInt8]) async throws -> JSON {
        do {
            return try JSON(parsing: try await ask(), within: .stored)
        } catch let error as EndpointFailure {
            throw TransferError("\(error). \(setting) gives the address.")
        } catch let error as JSONSyntaxError {
            throw TransferError("\(address) answered what is not JSON: \(error). \(setting) gives the address.")
        }
    }

    /// An answer that is not as the store's documentation says.
    func unexpected(_ what: String) -> TransferError {
        TransferError(
            "\(address) answered without \(what): it is no store that this program knows. \(setting) gives the address."
        )
    }
}
