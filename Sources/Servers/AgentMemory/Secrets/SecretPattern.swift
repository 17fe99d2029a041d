/// What a kind of secret looks like, as an advanced regular expression of PostgreSQL.
///
/// The database matches it with `~`: its engine does not backtrack, so that no text takes it long.
struct SecretPattern: Sendable, Hashable {
    /// Told to who is refused: lower case, with hyphens.
    var name: String
    var pattern: String

    init(_ name: String, _ pattern: String) {
        self.name = name
        self.pattern = pattern
    }
}

extension SecretPattern {
    /// The patterns in use where no file says otherwise, the most precise first.
    static let builtIn: [SecretPattern] = tokens + credentials

    /// Keys that their issuer marks.
    private static let tokens = [
        SecretPattern("private-key", #"-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----"#),
        SecretPattern("aws-access-key", #"\m(AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\M"#),
        SecretPattern(
            "aws-secret-key",
            #"(?i)aws[a-z_ -]{0,20}(secret|key)[a-z_ -]{0,20}["']?\s*"#
                + #"(=|:|\mis\M)\s*["']?[A-Za-z0-9/+]{40}($|[^A-Za-z0-9/+])"#
        ),
        SecretPattern("github-token", #"\m(gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{22,244})"#),
        SecretPattern("gitlab-token", #"\mgl(pat|ptt|dt|rt|cbt|ft|imt|oas|agent)-[A-Za-z0-9_-]{20}"#),
        SecretPattern(
            "slack-token",
            #"\mxox[abeoprs]-[A-Za-z0-9-]{10}|hooks\.slack\.com/(services|workflows)/[A-Z0-9]{8,}/[A-Z0-9]{8,}/"#
        ),
        SecretPattern("stripe-key", #"\m([sr]k_(live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9]{24})"#),
        SecretPattern("google-key", #"\m(AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{30})"#),
        SecretPattern("anthropic-key", #"\msk-ant-[a-z0-9]+-[A-Za-z0-9_-]{20}"#),
        SecretPattern("openai-key", #"\msk-((proj|svcacct|admin|None)-[A-Za-z0-9_-]{20}|[A-Za-z0-9]{32})"#),
        SecretPattern("npm-token", #"\mnpm_[A-Za-z0-9]{36}"#),
        SecretPattern("pypi-token", #"\mpypi-AgE[A-Za-z0-9_-]{50}"#),
        SecretPattern("hugging-face-token", #"\mhf_[A-Za-z0-9]{34}"#),
        SecretPattern("sendgrid-key", #"\mSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"#),
        SecretPattern("telegram-token", #"\m[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"#),
        SecretPattern("digitalocean-token", #"\mdo[opr]_v1_[a-f0-9]{64}"#),
        SecretPattern("docker-token", #"\mdckr_pat_[A-Za-z0-9_-]{27}"#),
        SecretPattern("azure-key", #"AccountKey=[A-Za-z0-9+/]{86}=="#),
        SecretPattern("jwt", #"\meyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16}"#),
    ]

    /// What people call a secret, then its value.
    ///
    /// A value has to look like one: letters and digits or signs, or quotes around it. So "password: none" and "the
    /// token is stored in Vault" pass, and so do the names of algorithms and variables that stand for a secret.
    private static let credentials = [
        SecretPattern(
            "url-password",
            #"(?i)\m[a-z][a-z0-9+.-]*://[^\s/:@]*:(?!(\#(placeholders))@)[^\s/:@$<{*%\[][^\s/@]{2,}@[^\s/@]"#
        ),
        SecretPattern("basic-authorization", #"(?i)\mbasic\s+[a-z0-9+/]{12,}={1,2}($|[^=])"#),
        SecretPattern(
            "authorization-header",
            #"(?i)authorization["']?\s*[:=]\s*["']?(basic|bearer|token)\s+(?=[^\s"']*[0-9])[a-z0-9._~+/=-]{8}"#
        ),
        SecretPattern("bearer-token", #"(?i)\mbearer\s+(?=[a-z._~+/-]*[0-9])[a-z0-9._~+/-]{20}"#),
        SecretPattern("assignment", #"(?i)\#(names)["']?\s*(=|:|:=|=>)\s*\#(mixedValue)"#),
        SecretPattern("quoted-assignment", #"(?i)\#(names)["']?\s*(=|:|:=|=>)\s*\#(quotedValue)"#),
        SecretPattern(
            "plain-assignment",
            #"(?i)(password|passwd|passphrase|secret)=(?!(\#(placeholders))($|[^a-z]))[a-z]{6,}($|[\s;,&])"#
        ),
        SecretPattern(
            "told-password",
            #"(?i)\#(names)(\s+(for|of|to|on)(\s+[^\s.,;]+){1,5})?\s+is\s+(now\s+)?\#(mixedValue)"#
        ),
        SecretPattern(
            "quoted-password",
            #"(?i)\#(names)(\s+(for|of|to|on)(\s+[^\s.,;]+){1,5})?\s+is\s+(now\s+)?\#(quotedValue)"#
        ),
        SecretPattern(
            "pin",
            #"(?i)\mpin(\s+(code|number))?(\s+(for|of|to)(\s+[^\s.,;]+){1,4})?\s*(\mis\M|=|:)\s*[0-9]{4,8}\M"#
        ),
        SecretPattern(
            "card-number",
            #"(^|[^0-9-])(4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6011|65[0-9]{2})([ -][0-9]{4}){3}($|[^0-9-])"#
        ),
    ]

    /// What a secret is called, alone or at the end of a variable's name.
    private static let names =
        #"(password|passwd|passcode|passphrase|\mpwd|_pwd|secret|token|secret[ _-]?key|api[ _-]?key|access[ _-]?key|"#
        + #"auth[ _-]?key|private[ _-]?key|license[ _-]?key)"#

    /// What stands where a secret would.
    private static let placeholders =
        #"password|passwd|pass|pwd|secret|token|your[a-z_ -]*|my[a-z_-]*|example[a-z_-]*|changeme|change_me|"#
        + #"redacted|none|null|nil|true|"#
        + #"false|required|optional|string|hidden|masked|unset|unknown|empty|blank|disabled|enabled|xxx+|\.\.\.|"#
        + #"(process|os|env|settings?|config|vault|secrets?|self|args)[.:/_-][^\s]*|"#
        + #"settings?|config|vault|getenv|str|bytes|text"#

    /// Names of methods, sizes and times that mix letters and digits as secrets do.
    private static let technical =
        #"(argon2[a-z]*|pbkdf2|sha-?[0-9]+|md5|[hre]s[0-9]{3}|base64|base32|utf-?[0-9]|oauth|uuid|aes|rsa|ed25519|"#
        + #"v?[0-9.]+[a-z]?|"#
        + #"[0-9]+[ -]?[a-z]+|rfc|[0-9]+/|[0-9]{4}-[0-9]{2}|[a-z]+-[a-z]+|[a-z]+\.[a-z_.]+|https?:)"#

    /// A value of letters with digits or signs, which is not in quotes.
    private static let mixedValue =
        #"(?!(\#(placeholders)|\#(technical))($|[\s.,;)'"-]))(?=[^\s"'`<>(){}\[\]|]{6})"#
        + #"([a-z][a-z0-9_+/=.~-]*[0-9!@#$%^&*?]|[0-9][0-9_+/=.~!@#%^&*?-]*[a-z]|"#
        + #"[!@#%^&*?][^\s"'`<>(){}\[\]$]*[a-z0-9])"#
        + #"[^\s"'`<>(){}\[\]]*"?($|[\s"'`;,.)])"#

    private static let quotedValue = #"(["'`])(?!(\#(placeholders))["'`])[^\s"'`<>(){}\[\]$*]{6,}["'`]"#
}
