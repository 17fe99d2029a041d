import ArgumentParser
import ServerKit
import VectorStore

@main
enum VectorStoreMain {
    static func main() async {
        await ServerCommand<VectorStoreServer>.main()
    }
}
