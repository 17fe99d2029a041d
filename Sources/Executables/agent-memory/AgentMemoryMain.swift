import AgentMemory
import ArgumentParser
import ServerKit

@main
enum AgentMemoryMain {
    static func main() async {
        await ServerCommand<AgentMemoryServer>.main()
    }
}
