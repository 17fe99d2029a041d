public import ArgumentParser
import Glibc

/// The command line of a server: the same subcommands for each, and those of its own.
public struct ServerCommand<Server: PaddleServer>: AsyncParsableCommand {
    /// The subcommands; `serve` where none is named.
    public static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Server.name,
            abstract: Server.abstract,
            version: paddleVersion,
            subcommands: [
                ServeCommand<Server>.self, ToolsCommand<Server>.self, CallCommand<Server>.self,
                MigrateCommand<Server>.self, DatabaseCommand<Server>.self, DoctorCommand<Server>.self,
            ] + Server.commands,
            defaultSubcommand: ServeCommand<Server>.self
        )
    }

    /// Made by the argument parser.
    public init() {}

    /// Runs the program, and ends it.
    public static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            end(.success)
        } catch {
            end(report(error))
        }
    }

    /// Prints an error, or the help that was asked for.
    private static func report(_ error: any Error) -> ExitCode {
        if let failure = error as? StandardOutput.Failure, failure.isReaderGone { return .failure }
        let text = fullMessage(for: error)
        let code = exitCode(for: error)
        guard !text.isEmpty else { return code }
        if code.isSuccess {
            do { try StandardOutput.print(text) } catch { return report(error) }
        } else {
            // The parser repeats what it does not understand.
            let text = ShownValue.redacted(text, of: CommandLine.arguments.dropFirst())
            StandardError.write(line: Array(LineText.escaped(text, keepsLines: true).utf8))
        }
        return code
    }

    /// Not with `exit`, which runs the destructors of C and C++ libraries: they would tear down OpenSSL or OpenVINO
    /// while a thread still connects or loads a model.
    private static func end(_ code: ExitCode) -> Never {
        _ = fflush(nil)
        _exit(code.rawValue)
    }
}
