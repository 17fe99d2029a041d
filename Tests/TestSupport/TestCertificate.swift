import FoundationEssentials

/// A certificate for `localhost` and its key, which protect nothing: tests write them to files.
package enum TestCertificate {
    /// Gives the paths of the certificate and of the key.
    package static func withFiles<R: Sendable>(_ body: (_ certificate: String, _ key: String) async throws -> R)
        async throws
        -> R
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mcp-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (certificate, key) = (folder.appending(path: "certificate.pem"), folder.appending(path: "key.pem"))
        try Data(Self.certificate.utf8).write(to: certificate)
        try Data(Self.key.utf8).write(to: key)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path())
        return try await body(certificate.path(), key.path())
    }

    package static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJgIr/UGMTRZ9FxqO
        5p9K953wxPvWSrSjw027xMiIYM+hRANCAARPgDdADCk1t9KKZI8mPKLDueyY1TwC
        DxNh22te1Y0mHUYZhb1/mbEgp2nPKoBuQQELE7Jgyiuj9UEl5FWbwld0
        -----END PRIVATE KEY-----
        """

    package static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUGgAwIBAgIUfVI2gOfD1q0XV1L/A4PeTdHsQS0wCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDEyMTI0NloYDzIxMjYxMDMx
        MTIxMjQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAARPgDdADCk1t9KKZI8mPKLDueyY1TwCDxNh22te1Y0mHUYZhb1/mbEg
        p2nPKoBuQQELE7Jgyiuj9UEl5FWbwld0o28wbTAdBgNVHQ4EFgQUN2ANYrAUak88
        gH87r8OIGu8ApCEwHwYDVR0jBBgwFoAUN2ANYrAUak88gH87r8OIGu8ApCEwDwYD
        VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
        zj0EAwIDSAAwRQIgPrDce5J0Awmuwm77RqPWgVXD5xBncjdvrMwusZ/RpQICIQCA
        07nqNJX2jJuSehpcp88Ez/e8w3peBPlirYHInC7+tA==
        -----END CERTIFICATE-----
        """
}
