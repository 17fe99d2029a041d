import Postgres
import Testing

@Suite("Connection settings")
struct ConfigurationTests {
    @Test("every form of libpq is understood")
    func forms() throws {
        let url = try PostgresConfiguration(
            url: "postgresql://us%40er:p%2Fw@one:5433,two/my%20db?sslmode=require&target_session_attrs=read-write"
        )
        #expect(url["user"] == "us@er")
        #expect(url["password"] == "p/w")
        #expect(url["host"] == "one,two")
        #expect(url["dbname"] == "my db")
        #expect(url["sslmode"] == "require")
        #expect(url["target_session_attrs"] == "read-write")

        let socket = try PostgresConfiguration(url: "postgres:///db?host=/run/postgresql&options=-c%20geqo%3Doff")
        #expect(socket["host"] == "/run/postgresql")
        #expect(socket["options"] == "-c geqo=off")
        let encoded = try PostgresConfiguration(url: "postgresql://%2Fvar%2Frun/db")
        #expect(encoded["host"] == "/var/run")
        let six = try PostgresConfiguration(url: "postgresql://[::1]:5555/db")
        #expect(six["host"] == "::1" && six["port"] == "5555")
        let words = try PostgresConfiguration(url: "host=/run user=u dbname='a b' service=s application_name=x")
        #expect(words["dbname"] == "a b" && words["service"] == "s" && words["application_name"] == "x")
        #expect(try PostgresConfiguration(url: "").parameters.isEmpty)
    }

    @Test(
        "a bad URL is refused without showing any of the password",
        arguments: [
            "postgresql://user:se@cret@host/db", "postgresql://user:se/cret@host/db",
            "postgresql://user:se%zzcret@host/db",
            "postgresql://user:secret@host:port/db", "postgresql://user:secret@host:99999/db",
            "postgresql://user:secret@host/db?nonsense=1", "postgresql://user:secret@[::1/db", "host=x password",
            "nonsense",
            "password=secret garbage", "postgresql://user:se#cret:1@host:x/db", "password='secret",
            "password=ab se\"secret\"cret", "password=ab \"=\"secret\"secret", "password=x =\"secret\"=\"cret",
            "postgresql://user:se%zz\"secret\"@host/db", "postgresql://host/db?se\"secret\"cret",
        ]
    )
    func badURL(url: String) throws {
        let error = try #require(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error.code == .configuration)
        for piece in ["secret", "se@", "cret", "zz", "%"] where url.contains("se") && url != "nonsense" {
            let text = error.description.replacing("%40", with: "").replacing("%2F", with: "").replacing(
                "? # %",
                with: ""
            )
            #expect(!text.contains(piece), "\(text)")
        }
    }

    @Test(
        "an error about a URL names the part that is wrong",
        arguments: [
            ("mysql://user:secret@host/db", "begins with mysql:// instead of postgresql://"),
            ("jdbc:postgresql://host/db", "neither begins with postgresql://"),
            ("localhost:5432/db", "neither begins with postgresql://"),
            ("postgresql://user:secret@host/db?schema=public", "knows no parameter \"schema\""),
            ("postgresql://user:secret@host/db?sslmode=require&pgbouncer=true", "knows no parameter \"pgbouncer\""),
            ("postgresql://user:secret@host:port/db", "its port"),
            ("postgresql://user:se@cret@host/db", "more than one @"),
        ]
    )
    func partOfURL(url: String, part: String) throws {
        let error = try #require(throws: PostgresError.self) { try PostgresConfiguration(url: url) }
        #expect(error.description.contains(part), "\(error)")
        #expect(!error.description.contains("secret"))
    }

    @Test("neither describing nor dumping shows the password")
    func redacted() throws {
        let configuration = try PostgresConfiguration(url: "postgresql://user:secret@host:5433/db?sslpassword=secret")
        var dumped = ""
        dump(configuration, to: &dumped)
        let shown = "\(configuration) \(String(reflecting: configuration)) \(dumped)"
        #expect(!shown.contains("secret"))
        #expect(shown.contains("host") && shown.contains("5433") && shown.contains("db") && shown.contains("user"))
    }
}
